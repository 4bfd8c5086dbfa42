import { isDumb } from "../terminal/locale.ts";

/** What tells whether the chat is in lines. */
export type PlainReasons = {
	/** Whether it was asked for, by flag or configuration. */
	readonly wanted: boolean;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly platform: NodeJS.Platform;
	/** Whether both ends are terminals. */
	readonly isTerminal: boolean;
};

/** Whether the chat is in lines that are only appended: as one wants it, or where a screen could not be. */
export function isPlain({ wanted, env, platform, isTerminal }: PlainReasons): boolean {
	// Programs with Ink are told of a screen reader by this variable.
	const isRead = env.INK_SCREEN_READER === "true";
	return wanted || isRead || !isTerminal || isDumb(env, platform);
}
