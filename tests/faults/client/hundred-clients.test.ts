import { type Client, createClient } from "@partyline/client";
import { expect, onTestFinished, test } from "vitest";
import { Machine } from "../../support/machine.ts";
import { Waiting } from "../../support/waiting.ts";
import { readTexts } from "./room-texts.ts";

const room = "#general";
const count = 100;
/** What the daemon asks for in its bye. */
const reconnectAfterMs = 1_000;

/** One of many: what it was told, and when it wanted to be back after the server had gone. */
class Member {
	readonly client: Client;
	readonly texts: string[] = [];
	readonly seqs: number[] = [];
	readonly problems: string[] = [];
	/** The wait after each cut, in milliseconds. */
	readonly waitsMs: number[] = [];
	readonly waiting = new Waiting();
	readonly #name: string;

	constructor(port: number, name: string) {
		this.#name = name;
		this.client = createClient({ host: "127.0.0.1", port, as: name, rooms: [room] });
		onTestFinished(() => this.client.close());
		this.client.subscribe((notice) => {
			if (notice.type === "event") this.seqs.push(notice.event.seq);
			if (notice.type === "event" && notice.event.type === "message")
				this.texts.push(notice.event.text);
			if (notice.type === "status" && notice.status.state === "waiting") {
				this.problems.push(notice.status.problem);
				this.waitsMs.push(notice.status.retryAtMs - Date.now());
			}
			this.waiting.look();
		});
		this.client.start();
	}

	/** Says five things at once; resolves when they are kept. */
	async talk(when: string): Promise<void> {
		const numbers = [1, 2, 3, 4, 5];
		await Promise.all(
			numbers.map((number) => this.client.post(room, `${this.#name} ${when} ${number}`).kept),
		);
	}

	/** Resolves once the first cut is told. */
	async isCut(): Promise<void> {
		await this.waiting.until("the cut", () => (this.problems.length > 0 ? true : undefined));
	}

	/** Resolves once that event was delivered. */
	async hasSeen(seq: number): Promise<void> {
		const look = () => (this.seqs.at(-1) === seq ? true : undefined);
		await this.waiting.until(`event ${seq}`, look, () => this.seqs.at(-1));
	}
}

/** All of them in one room, talking when the daemon goes; resolves when they have everything of one another. */
async function goThrough(machine: Machine, endDaemon: () => Promise<void>): Promise<Member[]> {
	const names = Array.from({ length: count }, (_, at) => `ann${at}`);
	const members = names.map((name) => new Member(machine.port, name));
	await Promise.all(members.map(({ client }) => client.live()));
	const talks = members.map((member) => member.talk("before"));
	// In the middle of what is under way.
	await talks[0];
	await endDaemon();
	await Promise.all(members.map((member) => member.isCut()));
	talks.push(...members.map((member) => member.talk("meanwhile")));
	await machine.startDaemon();
	await Promise.all(talks);
	const { seq } = await members[0]!.client.post(room, "the end").kept;
	await Promise.all(members.map((member) => member.hasSeen(seq)));

	const said = await readTexts(machine, room);
	expect(said.toSorted()).toEqual(
		[
			"the end",
			...names.flatMap((name) =>
				["before", "meanwhile"].flatMap((when) =>
					[1, 2, 3, 4, 5].map((n) => `${name} ${when} ${n}`),
				),
			),
		].toSorted(),
	);
	for (const [at, { texts, seqs, client }] of members.entries()) {
		// From when it came: it joined after some of the others had.
		expect(seqs).toEqual(seqs.map((_, n) => (seqs[0] ?? 0) + n));
		expect(texts).toEqual(said);
		const own = said.filter((text) => text.startsWith(`${names[at]} `));
		expect(own).toEqual(own.toSorted());
		expect(client.outbox()).toEqual([]);
	}
	return members;
}

/** The most of them that want to come within the same twentieth of a second. */
function mostAtOnce(members: readonly Member[]): number {
	const all = members.map(({ waitsMs }) => waitsMs[0] ?? 0);
	return Math.max(...all.map((from) => all.filter((ms) => ms >= from && ms < from + 50).length));
}

test("a server that is told to end and started again has its hundred clients back, who have lost and doubled nothing", async () => {
	const machine = await Machine.create();
	const daemon = await machine.startDaemon();
	const members = await goThrough(machine, async () => {
		daemon.kill("SIGTERM");
		expect((await daemon.ended).code).toBe(0);
	});
	for (const { problems, waitsMs } of members) {
		expect(problems[0]).toBe(`Ended by 127.0.0.1:${machine.port}: The server is going down.`);
		// It was told when: no sooner.
		expect(waitsMs[0]).toBeGreaterThan(reconnectAfterMs - 100);
		expect(waitsMs[0]).toBeLessThan(2 * reconnectAfterMs);
	}
	expect(mostAtOnce(members)).toBeLessThan(count / 2);
});

test("a server that is killed and started again has its hundred clients back, who have lost and doubled nothing", async () => {
	const machine = await Machine.create();
	await machine.startDaemon();
	const members = await goThrough(machine, () => machine.killDaemon());
	expect(mostAtOnce(members)).toBeLessThan(count / 2);
});
