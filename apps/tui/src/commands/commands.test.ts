import { RequestError } from "@partyline/client";
import { describe, expect, test } from "vitest";
import type { Desk } from "../desk/desk.ts";
import { takeMembers } from "../state/reduce.ts";
import type { State } from "../state/state.ts";
import { Chat } from "../testing/chat.ts";
import { FakeClient } from "../testing/fake-client.ts";
import { general, joinedRoom, person, stateOf } from "../testing/samples.ts";
import { findCommand, slashCommands } from "./commands.ts";

/** Runs what is typed after the slash; returns what was asked of the client and told to the person. */
async function run(
	line: string,
	arrange: (client: FakeClient) => State | undefined = () => undefined,
) {
	const client = new FakeClient();
	client.goLive("ann", "#general");
	const state = arrange(client) ?? stateOf();
	const told: string[] = [];
	const chat = new Chat();
	const desk: Desk = {
		...chat.desk,
		client: () => client,
		state: () => state,
		tell: (text, tone) => told.push(tone === "problem" ? `problem: ${text}` : text),
		open: (there) => told.push(`open ${there}`),
		toggle: ({ type }) => told.push(`show ${type}`),
		leave: () => told.push("leave"),
	};
	const [, name = "", argument = ""] = /^(\S*)\s*(.*)$/s.exec(line) ?? [];
	try {
		await findCommand(name)?.run(desk, argument);
	} catch (error) {
		told.push(`thrown: ${error instanceof Error ? error.message : ""}`);
	}
	return { asked: client.asked, told };
}

function refuse(method: string, code: string) {
	return (client: FakeClient) => {
		client.failures.set(method, new RequestError(code, `refused: ${code}`));
		return undefined;
	};
}

describe("/join", () => {
	test("joins a room and goes there; the # need not be typed", async () => {
		for (const line of ["join #ops", "join ops", "j ops now"])
			expect(await run(line)).toEqual({ asked: ["enter #ops"], told: ["open #ops"] });
	});

	test("goes to a room one is in without asking, however it is spelled", async () => {
		expect(await run("join GENERAL")).toEqual({ asked: [], told: ["open #general"] });
	});

	test("makes a room that is not there, and says so", async () => {
		const unmade = (client: FakeClient) => {
			client.unmade.add("#ops");
			return undefined;
		};
		expect(await run("join ops", unmade)).toEqual({
			asked: ["enter #ops"],
			told: ["open #ops", "#ops is new; you made it."],
		});
	});

	test("tells when it is refused", async () => {
		expect(await run("join ops", refuse("enter", "forbidden"))).toEqual({
			asked: ["enter #ops"],
			told: ["thrown: refused: forbidden"],
		});
	});
});

describe("/part", () => {
	test.each([
		["part", "leave #general"],
		["leave #ops", "leave #ops"],
		["close ops for good", "leave #ops"],
	])("%s", async (line, asked) => {
		expect(await run(line)).toEqual({ asked: [asked], told: [] });
	});
});

describe("/msg", () => {
	const bobby = () => takeMembers(stateOf(), general, [person("bob", "Bobby")]);

	test("opens a conversation, and says something in it", async () => {
		expect(await run("msg bob hello\nthere")).toEqual({
			asked: ["openDirect bob", "post @0123456789 hello\nthere"],
			told: ["open @0123456789"],
		});
		expect((await run("query @bob")).asked).toEqual(["openDirect bob"]);
	});

	test("finds people by the name they are shown by", async () => {
		expect((await run("dm BOBBY", bobby)).asked).toEqual(["openDirect bob"]);
		expect((await run("dm zoe", bobby)).asked).toEqual(["openDirect zoe"]);
	});
});

test("/me posts a deed", async () => {
	expect((await run("me waves  twice")).asked).toEqual(["post #general waves  twice action"]);
});

test("/nick asks for a name and tells that one has it, unless it is refused", async () => {
	expect(await run("nick annie")).toEqual({
		asked: ["nick annie"],
		told: ["You are shown as annie now."],
	});
	expect((await run("nick bob", refuse("nick", "taken"))).told).toEqual(["thrown: refused: taken"]);
});

test("/names tells who is here and how many are not", async () => {
	const everybody = (client: FakeClient) => {
		client.people = [
			person("ann"),
			person("bob", "Bobby", "away"),
			person("eve", "eve", "offline"),
		];
		return undefined;
	};
	expect(await run("who", everybody)).toEqual({
		asked: ["members #general"],
		told: ["2 here: ann, Bobby; 1 not here now"],
	});
});

describe("/topic", () => {
	test("shows the topic, sets it, and takes it away", async () => {
		const named = () => stateOf({}, [joinedRoom("#general", undefined, "on call: bob")]);
		expect((await run("topic", named)).told).toEqual(["The topic is: on call: bob"]);
		expect((await run("topic")).told).toEqual(["#general has no topic; /topic TEXT sets one."]);
		expect((await run("t on call: eve")).asked).toEqual(["topic #general on call: eve"]);
		expect((await run("topic -")).asked).toEqual(["topic #general "]);
	});
});

describe("/help", () => {
	test.each([
		["help", ["show help"]],
		["help /me", [expect.stringMatching(/^\/me waves: say what you do/), expect.anything()]],
		[
			"help dm",
			[expect.stringMatching(/^\/msg .*also \/dm, \/query/), expect.anything(), expect.anything()],
		],
		["help dance", ["show help"]],
	])("%s", async (line, told) => {
		expect(await run(line)).toEqual({ asked: [], told });
	});
});

test("/quit leaves", async () => {
	expect(await run("quit")).toEqual({ asked: [], told: ["leave"] });
});

test.each(["join", "msg", "me", "nick"])(
	"/%s without what it needs tells how it is used",
	async (name) => {
		const { asked, told } = await run(name);
		expect(asked).toEqual([]);
		expect(told).toEqual([`thrown: Type ${findCommand(name)?.usage}: ${findCommand(name)?.help}.`]);
	},
);

test("every name and alias belongs to one command", () => {
	const all = slashCommands.flatMap(({ name, aliases }) => [name, ...aliases]);
	expect(new Set(all).size).toBe(all.length);
	for (const { name, usage } of slashCommands) expect(usage).toMatch(new RegExp(`^/${name}\\b`));
});
