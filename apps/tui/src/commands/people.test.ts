import { expect, test } from "vitest";
import { Chat } from "../testing/chat.ts";
import { person } from "../testing/samples.ts";

/** What comes of a line: what was asked of the server, and the last row on screen. */
async function said(line: string) {
	const chat = new Chat({ columns: 160, rows: 30 });
	chat.client.people = ["ann", "zoe"].map((name) => person(name)).concat(person("bob", "Bobby"));
	chat.client.goLive("ann", "#general");
	await expect.poll(() => chat.state.members.size).toBe(1);
	chat.say(line);
	for (let turn = 0; turn < 5; turn++) await new Promise<void>((next) => setImmediate(next));
	const asked = chat.client.asked.filter((one) => /^(?:openDirect|post)\b/.test(one));
	return { asked, told: chat.rows.join(" ") };
}

test.each([
	["/dm bob zoe", "@bob @zoe", "zoe", "@bob"],
	["/msg @bob ZOE", "@bob @ZOE", "ZOE", "@bob"],
	["/query zoe bobby", "@zoe @bobby", "bobby", "@zoe"],
	["/dm zoe @bob", "@zoe @bob", "@bob", "@zoe"],
])(
	"%s tells nobody a name that was meant to bring somebody in",
	async (line, ...[all, text, to]) => {
		const { asked, told } = await said(line);
		expect(asked).toEqual([]);
		expect(told).toContain(
			`· Nothing was sent. /msg ${all} talks to all of them; to say "${text}", type /msg ${to} and say it there.`,
		);
	},
);

test.each([
	["/dm bob zoe is late", ["openDirect bob", "post @0123456789 zoe is late"]],
	["/dm bob bob", ["openDirect bob", "post @0123456789 bob"]],
	["/dm bob nobody", ["openDirect bob", "post @0123456789 nobody"]],
	["/dm @bob @zoe", ["openDirect bob zoe"]],
	["/dm @bob @zoe hi", ["openDirect bob zoe", "post @0123456789 hi"]],
])("%s sends what cannot be taken for more people", async (line, asked) => {
	expect((await said(line)).asked).toEqual(asked);
});
