import { existsSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newMessageId } from "@partyline/shared/protocol/ids";
import { expect, onTestFinished, test } from "vitest";
import { PlainPeer } from "../../support/plain-peer.ts";
import { Target } from "../../support/target.ts";

const room = "#general";

const faketime = ["x86_64-linux-gnu", "aarch64-linux-gnu"]
	.map((machine) => `/usr/lib/${machine}/faketime/libfaketime.so.1`)
	.find((path) => existsSync(path));

const hourMs = 3_600_000;

/** A daemon whose wall clock is set by the test; the clock that only goes forward is left alone. */
async function startWithClock(): Promise<{ target: Target; setClock: (offset: string) => void }> {
	const folder = await mkdtemp(join(tmpdir(), "partyline-clock-"));
	const file = join(folder, "offset");
	const setClock = (offset: string) => writeFileSync(file, `${offset}\n`);
	setClock("+0");
	const variables = [
		`LD_PRELOAD=${faketime}`,
		`FAKETIME_TIMESTAMP_FILE=${file}`,
		"FAKETIME_NO_CACHE=1",
		"DONT_FAKE_MONOTONIC=1",
	];
	const target = await Target.start({ wrapper: ["env", ...variables] });
	onTestFinished(async () => {
		await target.end();
		await rm(folder, { recursive: true });
	});
	return { target, setClock };
}

test.skipIf(faketime === undefined)(
	"a wall clock that is set forward and back by an hour cuts nobody and lets no stranger stay (needs libfaketime)",
	async () => {
		const { target, setClock } = await startWithClock();
		const ann = await target.member("ann");
		const deaf = await target.member("deaf");
		const pat = new PlainPeer({ host: "127.0.0.1", port: target.port });
		await pat.signIn("pat");
		// Something is on its way to somebody who does not take it: what a stall is measured by.
		deaf.socket.pause();
		const post = async () =>
			await ann.call("post", { room, id: newMessageId(), text: "x".repeat(16_000) });
		for (let count = 0; count < 300; count++) await post();
		for (const [offset, hours] of [
			["+1h", 1],
			["-1h", -1],
		] as const) {
			setClock(offset);
			// Whoever comes at that moment has their ten seconds too, and no more.
			const stranger = await target.greeted();
			const since = performance.now();
			const { at } = await post();
			expect(Math.abs(at - Date.now() - hours * hourMs), "the clock was set").toBeLessThan(60_000);
			expect((await stranger.next("bye")).code).toBe("login_timeout");
			const tookMs = performance.now() - since;
			expect(tookMs).toBeGreaterThan(8_000);
			expect(tookMs).toBeLessThan(15_000);
			await ann.call("ping", {});
		}
		pat.type("still here");
		await ann.event(room, (event) => event.type === "message" && event.by === "pat");
		deaf.socket.resume();
		await deaf.call("ping", {});
		pat.socket.destroy();
	},
);
