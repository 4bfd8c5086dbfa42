import { readFileSync } from "node:fs";
import { exitCode, UserError } from "../start/user-error.ts";

/** No password is that long; what is longer is another file. */
const limitChars = 4_096;

/** The password in a file, or on stdin where the file is `-`: its first line. Throws `UserError`. */
export function readPasswordFile(path: string): string {
	const [password = ""] = readText(path).split(/\r?\n/, 1);
	if (password === "")
		throw new UserError(`There is no password in ${nameOf(path)}: its first line is empty.`, {
			exit: exitCode.data,
		});
	if (password.length > limitChars)
		throw new UserError(`The first line of ${nameOf(path)} is too long for a password.`, {
			exit: exitCode.data,
		});
	return password;
}

function readText(path: string): string {
	try {
		// Fatal: every byte that is not UTF-8 would become the same character, and passwords alike.
		return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path === "-" ? 0 : path));
	} catch (cause) {
		if (
			cause instanceof TypeError &&
			"code" in cause &&
			cause.code === "ERR_ENCODING_INVALID_ENCODED_DATA"
		)
			throw new UserError(`The password in ${nameOf(path)} is not UTF-8.`, {
				exit: exitCode.data,
				cause,
			});
		const reason = cause instanceof Error && "code" in cause ? cause.code : cause;
		throw new UserError(`The password cannot be read from ${nameOf(path)} (${reason}).`, {
			exit: exitCode.noInput,
			cause,
		});
	}
}

function nameOf(path: string): string {
	return path === "-" ? "stdin" : path;
}
