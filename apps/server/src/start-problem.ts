import type { Config } from "./config.ts";
import { ExitError, exitCode } from "./exit-code.ts";
import { DataFolderError } from "./journal/sqlite/data-folder-error.ts";

/** Why the daemon cannot start, for the operator. What is our own mistake stays what it is. */
export function toExitError(error: unknown, { port, hosts, dataDir }: Config): unknown {
	if (error instanceof ExitError) return error;
	if (error instanceof DataFolderError)
		return new ExitError(error.message, { exit: exitCode.cantCreate, cause: error });
	if (!(error instanceof Error) || !("code" in error)) return error;
	if (error.code === "ENOSPC")
		return new ExitError(`The disk of ${dataDir} is full.`, {
			exit: exitCode.cantCreate,
			cause: error,
		});
	if (!("syscall" in error) || error.syscall !== "listen") return error;
	const host = "address" in error ? String(error.address) : hosts.join(", ");
	switch (error.code) {
		case "EADDRINUSE":
			return new ExitError(
				`Port ${port} on ${host} is taken by another program. Stop it, or choose another port with --port.`,
				{ exit: exitCode.unavailable, cause: error },
			);
		case "EADDRNOTAVAIL":
		case "EINVAL":
			return new ExitError(
				`${host} is not an address of this machine. Choose another with --host.`,
				{ exit: exitCode.unavailable, cause: error },
			);
		case "EACCES":
			return new ExitError(
				`Port ${port} on ${host} is not allowed for this user. Choose one above 1023 with --port.`,
				{ exit: exitCode.noPermission, cause: error },
			);
		default:
			return error;
	}
}
