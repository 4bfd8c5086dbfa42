/** The reason of an error, without the call and the path that Node tells with it. */
export function reasonOf(error: unknown): string {
	const message = error instanceof Error ? error.message : String(error);
	return /^E[A-Z]+: ([^,]+)/.exec(message)?.[1] ?? message.replace(/\.$/, "");
}
