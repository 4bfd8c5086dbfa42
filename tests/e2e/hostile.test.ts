import { newMessageId } from "@partyline/shared/protocol/ids";
import { expect, test } from "vitest";
import { HostileServer } from "../support/hostile-server.ts";
import { Machine } from "../support/machine.ts";
import type { Screen } from "../support/pty.ts";

const room = "#general";

/** What would do harm to a terminal or to the one who reads it. */
const attacks: Readonly<Record<string, string>> = {
	"a clipboard write (OSC 52)": "\x1b]52;c;cm0gLXJmIC8=\x07",
	"a clipboard write in C1": "\x9d52;c;cm0gLXJmIC8=\x9c",
	"a window title": "\x1b]0;pwned\x07",
	"a hyperlink": "\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\",
	"a cursor jump": "\x1b[13;37H",
	"a cursor jump in C1": "\x9b13;37H",
	"a cursor far up": "\x1b[97A",
	"a colour": "\x1b[48;5;197m",
	"a switch to the main screen": "\x1b[?47l",
	"a question to the terminal": "\x1b[>0q",
	"a device control string": "\x1bPpwned\x1b\\",
	"a bell": "ding\x07",
	"a right-to-left override": "txt.\u202eexe",
};

/** What only an attack has, and nothing that the client says itself. */
const traces = [
	"\x1b]52",
	"\x1b]0;",
	"\x1b]8;",
	"\x1bP",
	"pwned",
	"evil.example",
	"13;37H",
	"\x1b[97A",
	"48;5;197",
	"\x1b[?47",
	"\x1b[>0q",
	"\x07",
	"\u202e",
	"\x9b",
	"\x9c",
	"\x9d",
];

function isHarmless(output: string): void {
	expect(traces.filter((trace) => output.includes(trace))).toEqual([]);
}

/** In JSON every text is whole, but no character of it does anything. */
function isHarmlessJson(output: string): void {
	const active = traces.filter((trace) => !/^[ -~]/.test(trace));
	expect(active.filter((trace) => output.includes(trace))).toEqual([]);
}

async function leave(screen: Screen): Promise<void> {
	screen.key("ctrl+u");
	screen.say("/quit");
	expect(await screen.exited).toBe(0);
}

test("what somebody says, sets as topic or calls themselves never reaches a terminal but as text", async () => {
	const machine = await Machine.create();
	await machine.startDaemon();
	const mallory = await machine.peer("mallory");
	const ann = await machine.connectedChat("ann");
	for (const attack of Object.values(attacks)) {
		// The server may refuse it; whatever it takes must be harmless.
		await mallory.ask("post", { room, id: newMessageId(), text: `before ${attack} after` });
		await mallory.ask("post", { room, id: newMessageId(), text: attack, action: true });
		await mallory.ask("topic", { room, topic: `${attack} topic` });
		await mallory.ask("nick", { name: `${attack}x` });
		await mallory.ask("create", { room: `#${attack}` });
	}
	await mallory.call("post", { room, id: newMessageId(), text: "that was all" });
	await ann.sees("mallory that was all");
	ann.key("f8");
	await ann.sees("|● mallory");
	await leave(ann);
	isHarmless(ann.raw);
	for (const flags of [[], ["--json"]]) {
		const tail = await machine.verb("bob", "tail", room, "--no-follow", "-n", "100", ...flags)
			.ended;
		expect(tail.stdout).toContain("that was all");
		isHarmless(tail.stdout);
	}
	isHarmless((await machine.verb("bob", "rooms").ended).stdout);
});

test("a server that lies in every text it sends cannot touch the terminal", async () => {
	const machine = await Machine.create();
	await using server = await HostileServer.listen(machine.port, Object.values(attacks).join(""));
	const ann = machine.chat("ann", { columns: 170, rows: 40 });
	await ann.sees("● connected");
	ann.say("/names");
	await ann.sees("1 here:");
	ann.say("/topic");
	await ann.sees("The topic is");
	ann.say("/join #other");
	await ann.sees("refusal");
	ann.say("said by ann");
	await ann.sees("not sent");
	server.comeAndGo();
	await ann.sees("eve2 left");
	server.sayGoodbye();
	await ann.sees("goodbye");
	await leave(ann);
	isHarmless(ann.raw);
	for (const [verb, ...args] of [["rooms"], ["send", room, "hello"], ["tail", room]] as const) {
		const { stdout, stderr } = await machine.verb("ann", verb, ...args).ended;
		expect(stdout + stderr, verb).toMatch(/topic|refusal/);
		isHarmless(stdout + stderr);
	}
	const json = await machine.verb("ann", "rooms", "--json").ended;
	expect(json.stdout).toContain("topic");
	isHarmlessJson(json.stdout);
});
