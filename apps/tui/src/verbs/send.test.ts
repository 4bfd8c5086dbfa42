import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeClient } from "../testing/fake-client.ts";
import { generalRoom } from "../testing/samples.ts";
import { anySettings } from "../testing/settings.ts";
import { send } from "./send.ts";

const opened = vi.hoisted((): { client?: unknown } => ({}));

vi.mock("../start/open-client.ts", () => ({ openClient: () => opened.client }));

beforeEach(() => {
	vi.useFakeTimers();
});

afterEach(() => {
	vi.useRealTimers();
});

test("a message that is not confirmed in time ends with 75, and is taken back", async () => {
	const client = new FakeClient();
	client.onStart = () => client.goLive("ann");
	opened.client = client;
	const sent = expect(send(anySettings, generalRoom, "hello")).rejects.toMatchObject({
		name: "UserError",
		code: 75,
		message: "The server did not confirm the message within 15 s; it may or may not be there.",
	});
	await vi.advanceTimersByTimeAsync(15_000);
	await sent;
	expect(client.asked).toEqual(["start", "join #general", "post #general hello", "drop", "close"]);
});
