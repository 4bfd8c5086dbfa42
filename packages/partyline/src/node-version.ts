/** The oldest Node that can run partyline: `node:sqlite` without a flag or a warning. */
const oldest = 24;

/** Ends the process with one sentence under a Node that is too old; imported before anything that would crash there. */
const major = Number(process.versions.node.split(".")[0]);
if (major < oldest) {
	process.stderr.write(
		`partyline needs Node ${oldest} or newer; this is ${process.version}. Install a newer Node from https://nodejs.org, then try again.\n`,
	);
	process.exit(69);
}
