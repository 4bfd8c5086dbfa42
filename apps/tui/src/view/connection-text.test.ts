import type { ConnectionStatus } from "@partyline/client";
import { expect, test } from "vitest";
import { noon } from "../testing/samples.ts";
import { createSigns } from "../text/signs.ts";
import { connectionText } from "./connection-text.ts";

const away = {
	state: "waiting",
	retryAtMs: noon + 4_200,
	problem: "No answer.",
	attempt: 1,
} as const;

function words(status: ConnectionStatus, waiting = 0, now = noon): string {
	return connectionText({ status, label: "chat.example.org", waiting, now }, createSigns(false));
}

test.each<[ConnectionStatus, string]>([
	[{ state: "idle" }, "connecting…"],
	[{ state: "connecting", attempt: 2 }, "connecting…"],
	[{ state: "hello" }, "logging in…"],
	[{ state: "login" }, "logging in…"],
	[{ state: "syncing" }, "catching up…"],
	[{ state: "live" }, "connected"],
	[{ state: "live", roundTripMs: 12.4 }, "connected 12 ms"],
	[away, "no answer from chat.example.org, next try in 5 s, Enter to try now"],
	[{ state: "closed" }, "disconnected, Enter to try again"],
])("%j is told in words", (status, told) => expect(words(status)).toBe(told));

test("where there are few signs, is told with them", () => {
	const told = { status: { state: "syncing" }, label: "x", waiting: 0, now: noon } as const;
	expect(connectionText(told, createSigns(true))).toBe("catching up...");
});

test("the countdown goes to nought and no further", () => {
	expect(words(away, 0, noon + 4_100)).toContain("next try in 1 s");
	expect(words(away, 0, noon + 9_000)).toContain("next try in 0 s");
});

test("what one has typed and is not sent comes before whose fault it is", () => {
	expect(words(away, 1)).toMatch(/^offline: 1 message waiting, next try in 5 s/);
	expect(words(away, 3)).toMatch(/^offline: 3 messages waiting, /);
	expect(words({ state: "connecting", attempt: 1 }, 2)).toBe("connecting… 2 messages waiting");
	expect(words({ state: "closed" }, 2)).toBe(
		"disconnected: 2 messages waiting, Enter to try again",
	);
});
