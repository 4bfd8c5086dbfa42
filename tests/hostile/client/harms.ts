import { WireError } from "@partyline/shared/protocol/errors";
import type { FakePeer, FakeServer } from "../../../packages/client/src/testing/fake-server.ts";

/** Where all of it happens. */
export const room = "#general";

/** What a server does for as long as it means harm. */
export type Harm = (server: FakeServer) => void;

/** At that request the server does this instead of an answer. */
const at =
	(method: string, harm: (peer: FakePeer) => void): Harm =>
	(server) =>
		server.override(method, ({ peer }) => {
			harm(peer);
			return "silence";
		});

const cut = (peer: FakePeer) => peer.cut();
const end = (peer: FakePeer) => peer.end();
const say =
	(text: string): ((peer: FakePeer) => void) =>
	(peer) =>
		peer.sendRaw(text);
const bye =
	(reconnectAfterMs: unknown): ((peer: FakePeer) => void) =>
	(peer) =>
		peer.sendRaw(
			`${JSON.stringify({ jsonrpc: "2.0", method: "bye", params: { reason: "No.", reconnectAfterMs } })}\n`,
		);

/** Bytes that repeat themselves never and are the same each time. */
const noise = Buffer.from(Array.from({ length: 5_000 }, (_, n) => (n * n * 31 + n * 7) % 256));

/** All that a server can do between two requests, by what it is called in a sentence. */
export const harms = {
	"cuts every connection at hello": at("hello", cut),
	"ends every connection at hello": at("hello", end),
	"cuts every connection at login": at("login", cut),
	"cuts every connection at sync": at("sync", cut),
	"cuts every connection at the first post": at("post", cut),
	"ends every connection at the first post": at("post", end),
	"sends random bytes": at("hello", say(noise.toString("latin1"))),
	"sends random bytes as lines at the first post": at(
		"post",
		say(`\x80${noise.toString("latin1")}\n`),
	),
	"sends half a frame and ends": at("hello", (peer) => {
		peer.sendRaw('{"jsonrpc":"2.0","id":1,');
		peer.end();
	}),
	"sends a line without an end": at("hello", say("x".repeat(70_000))),
	"sends a number that is none": at("hello", say('{"jsonrpc":"2.0","id":1,"result":1e400}\n')),
	"says bye at hello, come back at once": at("hello", bye(0)),
	"says bye at sync, come back before now, and ends": at("sync", (peer) => {
		bye(-1e9)(peer);
		peer.end();
	}),
	"says bye at the first post, come back at once": at("post", bye(0)),
	"says bye at hello with words for a time, and ends": at("hello", (peer) => {
		bye("soon")(peer);
		peer.end();
	}),
	"has another epoch at every hello, and cuts at the first post": (server) => {
		let epochs = 0;
		server.override("hello", () => {
			server.epoch = `epoch of harm ${++epochs}`;
			return undefined;
		});
		at("post", cut)(server);
	},
	"acks other posts than those that are sent": (server) => {
		server.override("post", () => ({
			room,
			id: "01939bd2-6a00-7000-8000-000000000000",
			seq: 1,
			at: 1,
		}));
	},
	"answers at the first post what nobody asked": at("post", (peer) => {
		for (let id = 1_000; id < 2_000; id++) peer.send({ jsonrpc: "2.0", id, result: {} });
		peer.end();
	}),
	"refuses sync with what helps never": (server) => {
		server.override("sync", () => {
			throw new WireError("unknown_seq");
		});
	},
	"asks for a login again and again": (server) => {
		server.override("login", () => {
			throw new WireError("rate_limited", { retryAfterMs: 0 });
		});
	},
} as const satisfies Record<string, Harm>;
