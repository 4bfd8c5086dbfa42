import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@partyline/client";
import { newMessageId } from "@partyline/shared/protocol/ids";
import { expect, onTestFinished, test } from "vitest";
import { TestDaemon } from "../../support/daemon.ts";
import { postNumbered } from "../../support/pages.ts";
import { RecordedLine } from "../../support/recorded-line.ts";
import { Waiting } from "../../support/waiting.ts";

const room = "#general";

test("a room left and joined again on one device while another fetches what it missed stays there, complete", async () => {
	await using server = await TestDaemon.start();
	const bob = await server.member("bob");
	const { host, port } = server.address;
	const line = new RecordedLine();
	const stateDir = mkdtempSync(join(tmpdir(), "partyline-back-"));
	onTestFinished(() => rmSync(stateDir, { recursive: true, force: true }));
	const options = {
		host,
		port,
		as: "ann",
		stateDir,
		rooms: [room],
		random: () => 0,
	};
	const one = createClient({ ...options, dial: line.dial });
	const two = createClient(options);
	onTestFinished(async () => {
		await Promise.all([one.close(), two.close()]);
	});
	const seqs: number[] = [];
	const waiting = new Waiting();
	one.subscribe((notice) => {
		if (notice.type === "event") seqs.push(notice.event.seq);
		waiting.look();
	});
	one.start();
	await one.live();
	two.start();
	await two.live();
	line.cut();
	await postNumbered(bob, 1_000);
	const back = Promise.withResolvers<void>();
	line.onReceived = ({ method }) => {
		if (method !== "history") return;
		line.onReceived = () => {};
		back.resolve(
			two
				.leave(room)
				.then(() => two.join(room))
				.then(() => {}),
		);
	};
	line.open();
	await back.promise;
	await postNumbered(bob, 10);
	const { seq: last } = await bob.call("post", { room, id: newMessageId(), text: "after" });
	const complete = () => (seqs.at(-1) === last ? true : undefined);
	await waiting.until(`event ${last}`, complete, () => seqs.slice(-3));
	const first = seqs[0] ?? 0;
	expect(seqs).toEqual(Array.from({ length: last - first + 1 }, (_, at) => first + at));
	expect(seqs.length).toBeGreaterThan(1_011);
	expect(one.joinedRooms().map((joined) => joined.room)).toEqual([room]);
});
