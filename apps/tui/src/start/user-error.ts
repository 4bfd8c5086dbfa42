/** Exit codes of the client, from sysexits.h of BSD. */
export const exitCode = {
	ok: 0,
	/** A flag or argument that is wrong. */
	usage: 64,
	/** What was to be sent is not text that can be sent. */
	data: 65,
	/** A file that is to be read is not there or may not be read. */
	noInput: 66,
	/** There is no such room, or nobody of that name. */
	notFound: 67,
	/** No server answers. */
	unavailable: 69,
	/** The state folder cannot be made or written. */
	cantCreate: 73,
	/** The output cannot be written. */
	ioError: 74,
	/** The server did not confirm it in time; it may or may not have been taken. */
	tempFail: 75,
	/** The server is not the one it was: its key has changed. */
	protocol: 76,
	/** The server refuses it. */
	refused: 77,
	/** The configuration is wrong in a way that could lead to another server than was meant. */
	config: 78,
	/** Ctrl+C, as a shell tells of it: 128 and the number of SIGINT. */
	interrupted: 130,
} as const;

/** Something the person can mend: one sentence, and the exit code. */
export class UserError extends Error {
	override readonly name = "UserError";
	readonly code: number;

	constructor(
		message: string,
		{ exit, cause }: { readonly exit: number; readonly cause?: unknown },
	) {
		super(message, { cause });
		this.code = exit;
	}
}
