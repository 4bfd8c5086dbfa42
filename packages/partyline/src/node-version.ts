/** The oldest Node that can run partyline: `node:sqlite` without a warning, and argon2id in `node:crypto`. */
const oldest = { major: 24, minor: 7 };

/** Ends the process with one sentence under a Node that is too old; imported before anything that would crash there. */
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < oldest.major || (major === oldest.major && minor < oldest.minor)) {
	process.stderr.write(
		`partyline needs Node ${oldest.major}.${oldest.minor} or newer; this is ${process.version}. Install a newer Node from https://nodejs.org, then try again.\n`,
	);
	process.exit(69);
}
