import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hostileText } from "../testing/arbitrary.ts";
import { event, joinedRoom, person, post } from "../testing/samples.ts";
import { showable } from "../text/glyphs.ts";
import { down, up } from "./testing/down-and-up.ts";
import { PlainRig } from "./testing/plain-chat-rig.ts";

describe("whatever people say", () => {
	const steps = fc.array(
		fc.oneof(
			hostileText.map((text) => ["hear", text] as const),
			hostileText.map((text) => ["elsewhere", text] as const),
			hostileText.map((text) => ["topic", text] as const),
			hostileText.map((text) => ["name", text] as const),
			hostileText.map((text) => ["problem", text] as const),
			fc.constant(["back", ""] as const),
			hostileText.map((text) => ["refused", text] as const),
			hostileText.map((text) => ["type", text] as const),
			fc
				.constantFrom("/rooms", "/read", "/names", "/topic", "/go 2", "/help", "/servers")
				.map((text) => ["type", text] as const),
		),
		{ maxLength: 25 },
	);

	const happenings: Readonly<Record<string, (rig: PlainRig, text: string, seq: number) => void>> = {
		hear: (rig, text, seq) => rig.hear(seq, { text, by: "eve" }),
		elsewhere: (rig, text, seq) => rig.hear(seq, { room: "#ops", text: `ann ${text}` }),
		topic: (rig, text) => {
			const rooms = ["#general", "#ops"].map((name) => joinedRoom(name, undefined, text));
			rig.client.tell({ type: "rooms", rooms });
		},
		name: (rig, text) => {
			const { room } = event(1);
			const told = { account: person("eve").account, name: text, state: "online" } as const;
			rig.client.tell({ type: "presence", room, ...told });
		},
		problem: (rig, text) => down(rig, text),
		back: (rig) => up(rig),
		refused: (rig, text) =>
			rig.client.tell({ type: "post", state: "refused", entry: post(text, text) }),
	};

	async function run(rig: PlainRig, happened: readonly (readonly [string, string])[]) {
		for (const [at, [what, text]] of happened.entries()) {
			happenings[what]?.(rig, text, at + 1);
			if (what === "type") await Promise.race([rig.session.takeLine(text), rig.settle()]);
			rig.pass(2);
		}
		rig.pass(5);
		await rig.settle();
	}

	test("no byte of it is a control", async () => {
		await fc.assert(
			fc.asyncProperty(steps, async (happened) => {
				const rig = await PlainRig.open(["#general", "#ops"]);
				await run(rig, happened);
				expect(rig.printed).not.toMatch(/(?![\n\t])\p{Cc}|[\u2028\u2029\u202a-\u202e]/u);
			}),
			{ numRuns: 60 },
		);
	});

	test("a terminal that has only ASCII gets only ASCII", async () => {
		const glyphs = { ascii: true, utf8: false, lies: new Set<never>() };
		const look = { show: (text: string) => showable(text, glyphs) };
		await fc.assert(
			fc.asyncProperty(steps, async (happened) => {
				const rig = await PlainRig.open(["#general", "#ops"], { look });
				await run(rig, happened);
				expect(rig.printed).toMatch(/^[\n\t -~]*$/);
			}),
			{ numRuns: 60 },
		);
	});
});
