import type { ConnectionStatus } from "@partyline/client";
import { sanitizeLine } from "@partyline/shared/text/sanitize";
import type { Signs } from "../text/signs.ts";

/** What there is to say about a connection. */
export type Connection = {
	readonly status: ConnectionStatus;
	/** The server as people call it. */
	readonly label: string;
	/** Own messages that are still to be sent. */
	readonly waiting: number;
	/** Epoch ms. */
	readonly now: number;
};

/** The connection in words. */
export function connectionText(
	{ status, label, waiting, now }: Connection,
	{ ellipsis }: Pick<Signs, "ellipsis">,
): string {
	const queue = waiting === 1 ? "1 message waiting" : `${waiting} messages waiting`;
	switch (status.state) {
		case "idle":
		case "connecting":
			return waiting > 0 ? `connecting${ellipsis} ${queue}` : `connecting${ellipsis}`;
		case "hello":
		case "login":
			return `logging in${ellipsis}`;
		case "syncing":
			return `catching up${ellipsis}`;
		case "live":
			return status.roundTripMs === undefined
				? "connected"
				: `connected ${Math.round(status.roundTripMs)} ms`;
		case "waiting": {
			const what = waiting > 0 ? `offline: ${queue}` : `no answer from ${hostIn(label)}`;
			return `${what}, next try in ${secondsUntil(status.retryAtMs, now)} s, Enter to try now`;
		}
		case "closed":
			return `disconnected${waiting > 0 ? `: ${queue}` : ""}, Enter to try again`;
	}
}

/** A server without what says how it is spoken to: there is little room, and one knows that. */
function hostIn(label: string): string {
	return sanitizeLine(label).replace(/^partyline(?:\+insecure)?:\/\//, "");
}

function secondsUntil(at: number, now: number): number {
	return Math.max(0, Math.ceil((at - now) / 1000));
}
