import { closeSync, openSync } from "node:fs";
import { isatty } from "node:tty";

/** Hears SIGHUP, which asks to read files again, unless it says that the terminal is gone in which we were started. */
export function onHangUp(reload: () => void, end: () => void): void {
	const hadTerminal = isatty(0);
	process.on("SIGHUP", () => (hadTerminal && !hasTerminal() ? end() : reload()));
}

function hasTerminal(): boolean {
	try {
		closeSync(openSync("/dev/tty", "r"));
		return true;
	} catch {
		return false;
	}
}
