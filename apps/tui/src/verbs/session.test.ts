import {
	ClosedError,
	ConnectionError,
	type ConnectionStatus,
	OverrunError,
	RequestError,
	TimeoutError,
} from "@partyline/client";
import { beforeEach, expect, test, vi } from "vitest";
import type { ClientWishes } from "../start/open-client.ts";
import { FakeClient } from "../testing/fake-client.ts";
import { noon } from "../testing/samples.ts";
import { anySettings } from "../testing/settings.ts";
import { withClient } from "./session.ts";

const opened = vi.hoisted((): { client?: unknown; wishes?: unknown } => ({}));

vi.mock("../start/open-client.ts", () => ({
	openClient: (_: unknown, wishes: ClientWishes) => {
		opened.wishes = wishes;
		return opened.client;
	},
}));

let client: FakeClient;

beforeEach(() => {
	client = new FakeClient();
	client.onStart = () => client.goLive("ann");
	opened.client = client;
});

function failWith(error: Error): () => Promise<never> {
	return () => Promise.reject(error);
}

test("nothing of what is sent outlives the process, but the name does", async () => {
	await withClient(anySettings, { run: async () => {} });
	expect(opened.wishes).toMatchObject({ keep: "credentials" });
	expect(client.asked).toEqual(["start", "close"]);
});

test.each([
	[new RequestError("no_such_room", "There is no such room."), 67],
	[new RequestError("forbidden", "You may not."), 77],
	[new ClosedError("There is no connection to the server now."), 69],
	[new ConnectionError("The server closed the connection."), 69],
	[new TimeoutError("The server did not answer join in 30 s."), 75],
	[new OverrunError("The reader of these events is 10000 behind."), 75],
])("%s ends a verb with %j and its sentence", async (error, code) => {
	await expect(withClient(anySettings, { run: failWith(error) })).rejects.toMatchObject({
		name: "UserError",
		code,
		message: error.message,
	});
	expect(client.askedOf("close")).toHaveLength(1);
});

test("a mistake of ours is not told as one of the person's", async () => {
	const mistake = new TypeError("x is not a function");
	await expect(withClient(anySettings, { run: failWith(mistake) })).rejects.toBe(mistake);
});

test.each<[ConnectionStatus, number]>([
	[{ state: "waiting", retryAtMs: noon, problem: "Nobody answers.", attempt: 1 }, 69],
	[{ state: "closed", problem: "The name is taken." }, 77],
])("a connection that does not come about is told: %j", async (status, code) => {
	client.onStart = () => client.tell({ type: "status", status });
	await expect(withClient(anySettings, { run: async () => {} })).rejects.toMatchObject({ code });
});

test("a signal before anything began begins nothing", async () => {
	await withClient(anySettings, { run: async () => {}, signal: AbortSignal.abort() });
	expect(client.asked).toEqual([]);
});

test("a signal while it connects ends it at once, and is no error", async () => {
	client.onStart = () => {};
	const interrupted = new AbortController();
	const ended = withClient(anySettings, {
		run: failWith(new Error("never reached")),
		signal: interrupted.signal,
	});
	interrupted.abort();
	await ended;
	expect(client.asked[1]).toBe("close");
});

test("what breaks because of the signal is no error", async () => {
	const interrupted = new AbortController();
	const run = () => {
		interrupted.abort();
		return Promise.reject(new ClosedError("The client was closed."));
	};
	await withClient(anySettings, { run, signal: interrupted.signal });
});
