import { WireError } from "@partyline/shared/protocol/errors";
import { sanitizeLine } from "@partyline/shared/text/sanitize";
import type { Logger } from "pino";
import type { Connection } from "../connection.ts";

/** What a person sees: lines, one below the other. */
export type Page = {
	readonly lines: (lines: readonly string[]) => void;
	/** A line that nobody said. */
	readonly notice: (text: string) => void;
	readonly prompt: (text: string) => void;
	/** Why something was not done. */
	readonly refusal: (error: unknown) => void;
};

/** A page on a connection. */
export function createPage(connection: Connection, log: Logger): Page {
	const lines = (all: readonly string[]) => {
		if (all.length > 0) connection.send(Buffer.from(`${all.map(sanitizeLine).join("\n")}\n`));
	};
	const notice = (text: string) => lines([`*** ${text}`]);
	return {
		lines,
		notice,
		prompt: (text) => connection.send(Buffer.from(text)),
		refusal: (error) => {
			if (error instanceof WireError) return notice(error.message);
			log.error({ err: error, peer: connection.address }, "internal error");
			notice("The server made a mistake; it is in its log.");
		},
	};
}
