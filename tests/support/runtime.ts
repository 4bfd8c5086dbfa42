/** Fails the run under an old Node, which would otherwise be picked from PATH in silence. */
export function setup(): void {
	const major = Number(process.versions.node.split(".")[0]);
	if (major < 24)
		throw new Error(`partyline needs Node 24, this is ${process.version}; run it through pnpm`);
}
