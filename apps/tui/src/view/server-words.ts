import type { ConnectionStatus } from "@partyline/client";

/** How far the connection of a server is, in two words. */
export function serverWords({ state }: ConnectionStatus): string {
	return words[state];
}

const words: Readonly<Record<ConnectionStatus["state"], string>> = {
	idle: "connecting",
	connecting: "connecting",
	hello: "logging in",
	login: "logging in",
	syncing: "catching up",
	live: "connected",
	waiting: "no answer",
	closed: "disconnected",
};
