/** Exit codes of both bins, from sysexits.h of BSD: what a service manager or script can decide by. */
export const exitCode = {
	ok: 0,
	/** A flag or argument that is wrong. */
	usage: 64,
	/** A file is not what it should be. */
	dataErr: 65,
	/** A file that is to be read is not there or may not be read. */
	noInput: 66,
	/** Nobody and nothing has the name or number that was given. */
	notFound: 67,
	/** What is needed is not there: a port that is taken, a server that does not answer. */
	unavailable: 69,
	/** Our own mistake. */
	software: 70,
	/** The system refused something, such as memory or descriptors. */
	osError: 71,
	/** A file or folder cannot be made or written. */
	cantCreate: 73,
	/** The output cannot be written. */
	ioError: 74,
	/** Try again later: the data folder is in use. */
	tempFail: 75,
	/** An address or port one may not use, or what the rules of the server do not allow. */
	noPermission: 77,
} as const;

/** Something a person can mend: one sentence for them, and the exit code. */
export class ExitError extends Error {
	override readonly name = "ExitError";
	readonly code: number;

	constructor(
		message: string,
		{ exit, cause }: { readonly exit: number; readonly cause?: unknown },
	) {
		super(message, { cause });
		this.code = exit;
	}
}
