import { expect, test } from "vitest";
import { foreignControls } from "../../support/control-sequences.ts";
import { attacks, everything, halves, invisible, lineEnds } from "./attacks.ts";
import { isUndisturbed, leave, openChat } from "./chat.ts";
import { type Picture, type Recorder, timeless } from "./recorder.ts";

/** A run of the conversation: what was on the screen at each step, and every byte. */
type Run = { readonly pictures: Readonly<Record<string, Picture>>; readonly recorder: Recorder };

const f8 = "\x1b[19~";

/** Everybody says everything in every place that the screen has. */
async function talkEverywhere(
	spoil: (text: string) => string,
	env: Readonly<Record<string, string>> = {},
): Promise<Run> {
	const { server, recorder } = await openChat(spoil, { env });
	const pictures: Record<string, Picture> = {};
	recorder.type(f8);
	pictures.names = await recorder.sees(/[│|][●*] eve$/m);
	server.event({ type: "topic", topic: spoil("words about it") });
	pictures.topic = await recorder.sees(/^#general {2}words about it/);
	server.message(spoil("said"));
	server.message(spoil("done"), { action: true });
	server.message(spoil("ann:named"));
	pictures.named = await recorder.sees(/#general \S eve\b[\s\S]*[│|]ann:named/);
	server.event({ type: spoil("a poll") });
	server.event({ type: "create", kind: "public" });
	server.event({ type: "join" });
	pictures.events = await recorder.sees("eve joined");
	for (const [name, state] of [
		["eve", "online"],
		["eve the second", "online"],
		["eve the second", "offline"],
		["eve the third", "away"],
	])
		server.tell("presence", { room: "#general", account: "eve", name: spoil(name ?? ""), state });
	pictures.presence = await recorder.sees("eve the second is eve the third now");
	server.tell("typing", { room: "#general", account: "eve", on: true });
	pictures.typing = await recorder.sees("eve the third types");
	server.eve = "eve the fourth";
	recorder.say("/names");
	pictures.members = await recorder.sees("2 here: ann, eve the fourth");
	recorder.say("/topic");
	pictures.told = await recorder.sees("The topic is");
	recorder.say("/join #other");
	pictures.refusal = await recorder.sees(/[·*] a refusal/);
	// A command that could not be done is in the line again.
	recorder.type("\x15");
	recorder.say("said by ann");
	pictures.refusedPost = await recorder.sees("not sent: a refusal");
	recorder.type("e\t");
	pictures.completion = await recorder.sees("ann> eve the third:");
	recorder.type("\x15");
	recorder.type("\x1b2");
	pictures.direct = await recorder.sees(/^eve[a-z ]* {2}a topic[\s\S]*[│|][●*] eve/);
	server.tell("bye", { reason: spoil("a goodbye"), reconnectAfterMs: 60_000 });
	pictures.bye = await recorder.sees("a goodbye");
	await leave(recorder);
	pictures.left = await recorder.sees("");
	return { pictures, recorder };
}

/** Says what is asked for between attacks, and every space as line ends and tabs. */
function spoiled(text: string): string {
	return `${everything}${text.replaceAll(" ", "\r\n\u2028\t\r")}${everything}`;
}

function isSame(hostile: Run, plain: Run, attack: string): void {
	for (const [step, picture] of Object.entries(plain.pictures))
		expect(timeless(hostile.pictures[step]!), step).toEqual(timeless(picture));
	expect(foreignControls(plain.recorder.bytes, hostile.recorder.bytes, attack)).toEqual([]);
	expect(hostile.recorder.effects).toEqual(plain.recorder.effects);
	isUndisturbed(hostile.recorder.effects);
}

test("a server that lies in every text leaves the screen cell for cell as one that does not", async () => {
	const [plain, hostile] = await Promise.all([
		talkEverywhere((text) => text),
		talkEverywhere(spoiled),
	]);
	isSame(hostile, plain, everything);
});

/** One's own words wait for an answer, and are refused when one is no longer in the room. */
async function leaveBehind(spoil: (text: string) => string, own: string): Promise<Run> {
	const { server, recorder } = await openChat(spoil);
	const pictures: Record<string, Picture> = {};
	server.holdsPosts = true;
	recorder.type(`\x1b[200~${own}\x1b[201~`);
	recorder.type(f8);
	await recorder.sees("ann> said by ann");
	recorder.type("\r");
	pictures.waits = await recorder.sees("⋯ ");
	server.event({ type: "part" }, "ann");
	pictures.left = await recorder.sees(/^eve[a-z ]* {2}a topic[\s\S]*│● eve/);
	server.answerPosts();
	pictures.refused = await recorder.sees(
		"Not sent to #general: a refusal (Esc drops it) It was: said by ann",
	);
	await leave(recorder);
	return { pictures, recorder };
}

test("a refusal of what was said in a room that one has left is told in words only", async () => {
	const [plain, hostile] = await Promise.all([
		leaveBehind((text) => text, "said by ann"),
		leaveBehind(spoiled, "said\ufff9 by\u202e ann\u2069"),
	]);
	isSame(hostile, plain, everything);
});

test.for([
	{ LANG: "C", LC_ALL: "C" },
	{ LANG: "de_DE.ISO-8859-1", LC_CTYPE: "de_DE.ISO-8859-1" },
])("nor does it where the language and encoding are those of %o", async (env) => {
	const [plain, hostile] = await Promise.all([
		talkEverywhere((text) => text, env),
		talkEverywhere(spoiled, env),
	]);
	isSame(hostile, plain, everything);
});

test.for([40, 80, 180])(
	"at %i columns each attack by itself leaves of itself what a reader is to see and no more",
	async (columns) => {
		const all = [...attacks, ...halves.flat(), ...lineEnds];
		const say = async (key: "text" | "shown") => {
			const { server, recorder } = await openChat((text) => text, {
				columns,
				rows: all.length + 100,
			});
			for (const each of all) server.message(`«${each[key]}»`);
			for (const each of [...lineEnds, ...halves.flat()]) server.message(each[key]);
			server.message("that was all");
			const picture = await recorder.sees("that was all");
			await leave(recorder);
			return { recorder, pictures: { picture } };
		};
		const [plain, hostile] = await Promise.all([say("shown"), say("text")]);
		isSame(hostile, plain, all.map(({ text }) => text).join("«"));
	},
);

test.for([40, 80, 180])(
	"at %i columns halves of a sequence in a name and in the text beside it stay halves",
	async (columns) => {
		const say = async (key: "text" | "shown") => {
			const { server, recorder } = await openChat((text) => text, { columns, rows: 60 });
			await server.listed;
			server.message("the list is in");
			await recorder.sees("the list is in");
			for (const [first, second] of halves) {
				server.tell("presence", {
					room: "#general",
					account: "eve",
					name: first[key],
					state: "online",
				});
				server.message(second[key]);
				server.message(second[key], { action: true });
			}
			server.message("that was all");
			const picture = await recorder.sees("that was all");
			await leave(recorder);
			return { recorder, pictures: { picture } };
		};
		const [plain, hostile] = await Promise.all([say("shown"), say("text")]);
		isSame(hostile, plain, halves.flatMap((pair) => pair.map(({ text }) => text)).join("«"));
	},
);

test("what one pastes is shown as words while one types, when it waits and when it is refused", async () => {
	const paste = async (key: "text" | "shown") => {
		const { server, recorder } = await openChat((text) => text);
		const pictures: Record<string, Picture> = {};
		server.holdsPosts = true;
		// What one pastes is cleaned of control characters; the rest is one's own.
		for (const [index, each] of invisible.entries()) {
			recorder.type(`\x1b[200~«${each[key]}»\x1b[201~ ${index} pasted`);
			pictures[`${each.title}, typed`] = await recorder.sees(`» ${index} pasted`);
			recorder.type("\r");
			await recorder.sees("ann>\n");
		}
		pictures.waits = await recorder.sees("ann>\n");
		server.answerPosts();
		pictures.refused = await recorder.sees("not sent: a refusal");
		await leave(recorder);
		return { recorder, pictures };
	};
	const [plain, hostile] = await Promise.all([paste("shown"), paste("text")]);
	isSame(hostile, plain, invisible.map(({ text }) => text).join("«"));
});

test("bytes that are no frame of the protocol are not shown, and the conversation goes on", async () => {
	const event = (text: string) =>
		`{"jsonrpc":"2.0","method":"event","params":{"room":"#general","seq":1,"at":0,"by":"eve","type":"message","id":"01939bd2-6a00-7000-8000-000000000001","text":"${text}"}}\n`;
	const receive = async (bytes: string | Uint8Array) => {
		const { server, recorder } = await openChat((text) => text);
		server.raw(bytes);
		server.message("back again");
		await recorder.sees("back again");
		await leave(recorder);
		return recorder;
	};
	const plain = await receive("nonsense\n");
	for (const bytes of [
		event("half \\ud83d"),
		event("other half \\ude00"),
		event("\x1b[31m"),
		Buffer.from(event("\x9b31m"), "latin1"),
		Buffer.from(event("\xc0\x9b[31m"), "latin1"),
		`${everything.replaceAll("\n", "")}\n`,
	]) {
		const hostile = await receive(bytes);
		expect(foreignControls(plain.bytes, hostile.bytes, `${bytes}`)).toEqual([]);
		isUndisturbed(hostile.effects);
	}
});
