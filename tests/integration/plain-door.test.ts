import { newMessageId } from "@partyline/shared/protocol/ids";
import { describe, expect, test } from "vitest";
import { passwordOf, TestDaemon } from "../support/daemon.ts";

const room = "#general";

describe("a connection that says nothing for a second", () => {
	test("is welcomed at the plain door and asked for a name", async () => {
		await using server = await TestDaemon.start({ name: "our house" });
		const person = server.plain();
		await person.sees("Welcome to our house, a partyline ");
		await person.sees(" server.\nusername: ");
	});

	test("is a slow program after all if its first bytes say so", async () => {
		await using server = await TestDaemon.start();
		const peer = await server.native({ skipsText: true });
		const watcher = server.plain();
		await watcher.sees("username: ");
		await peer.call("hello", { protocol: 1, client: "slow" });
		await peer.call("login", { guest: "ann" });
		expect(await peer.call("join", { room })).toMatchObject({ members: 1 });
		await peer.call("quit", {});
		await peer.ended();
	});
});

describe("the plain door", () => {
	test("asks for a name and a password, and then every line is said in the room", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.person("ann");
		const bob = await server.person("bob");
		await ann.sees("*** bob joined\n");
		ann.type("hello");
		await bob.sees("<ann> hello\n");
		bob.type("hello, ann");
		await ann.sees("<bob> hello, ann\n");
		expect(ann.screen).not.toContain("<ann>");
	});

	test("and the native one are one room", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.person("ann");
		const bob = await server.member("bob");
		await ann.sees("*** bob joined\n");
		ann.type("hello");
		expect(await bob.event(room, ({ type }) => type === "message")).toMatchObject({
			by: "ann",
			text: "hello",
		});
		await bob.call("post", { room, id: newMessageId(), text: "two\nlines" });
		await ann.sees("<bob> two\n<bob> lines\n");
		await bob.call("post", { room, id: newMessageId(), text: "waves", action: true });
		await ann.sees("* bob waves\n");
		await bob.call("topic", { room, topic: "tea" });
		await ann.sees("*** bob set the topic: tea\n");
	});

	test("tells who came and went, and nothing of who is merely away", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.person("ann");
		const bob = await server.guest("bob");
		await bob.peer.call("join", { room });
		await ann.sees("*** bob joined\n");
		await bob.peer.call("presence", { state: "away" });
		await bob.peer.call("presence", { state: "online" });
		await bob.peer.call("nick", { name: "Bobby" });
		await ann.sees("*** bob is now called Bobby\n");
		await bob.peer.call("quit", {});
		await ann.sees("*** Bobby left\n");
		await server.device(bob.login.token);
		await ann.sees("*** Bobby joined\n");
		expect(ann.screen.match(/joined/g)?.length).toBe(2);
	});

	test("takes the name again after a bad one, a taken one and a wrong password", async () => {
		await using server = await TestDaemon.start();
		await server.member("bob");
		const ann = server.plain();
		await ann.sees("username: ");
		ann.type("Hello, server!");
		await ann.sees('*** An account name may have letters, digits, "_", "-" and "."');
		await ann.sees("username: ");
		ann.type("bob");
		await ann.sees("password: ");
		ann.type("");
		await ann.sees("*** Somebody called bob is here already; choose another name.\nusername: ");
		ann.type("ann");
		await ann.sees("password: ");
		ann.type("secret");
		await ann.sees("*** The name or the password is wrong.\n");
		await ann.signIn("ann");
		expect(ann.screen).not.toContain("secret");
	});

	test("wants the password of an account, and lets its owner in by it", async () => {
		await using server = await TestDaemon.start();
		await server.account("ann");
		const bob = await server.person("bob");
		const ann = server.plain();
		await ann.sees("username: ");
		ann.type("ann");
		await ann.sees("password: ");
		ann.type("");
		await ann.sees("*** That name belongs to an account: log in with its password.\nusername: ");
		ann.type("ANN");
		await ann.sees("password: ");
		ann.type(passwordOf("ann"));
		await ann.sees("you are ann in #general");
		ann.type("hello");
		await bob.sees("<ann> hello\n");
		const other = await server.account("ann");
		expect((await other.peer.call("devices", {})).devices).toHaveLength(2);
	});

	test("says goodbye after three wrong passwords", async () => {
		await using server = await TestDaemon.start();
		await server.account("ann");
		const person = server.plain();
		for (const password of ["", "a wrong secret", "another wrong one"]) {
			await person.sees("username: ");
			person.type("ann");
			await person.sees("password: ");
			person.type(password);
		}
		await person.sees("*** That was the last try; goodbye.\n");
		await person.ended();
	});

	test("asks a telnet client, and nobody else, not to show the password", async () => {
		await using server = await TestDaemon.start();
		await server.account("ann");
		const hide = Buffer.from([255, 251, 1]).toString("latin1");
		const show = Buffer.from([255, 252, 1]).toString("latin1");
		const telnet = server.plain();
		telnet.write(Buffer.from([255, 251, 31, 255, 250, 31, 0, 80, 0, 24, 255, 240]));
		await telnet.sees("username: ");
		telnet.write("ann\r\n");
		await telnet.seesBytes(`${hide}password: `);
		telnet.write(`${passwordOf("ann")}\r\0`);
		await telnet.seesBytes(`${show}\n`);
		await telnet.sees("you are ann in #general");
		const nc = await server.person("bob");
		expect(nc.screen).not.toContain("\ufffd");
	});

	test("takes what was typed before any prompt", async () => {
		await using server = await TestDaemon.start();
		const ann = server.plain();
		ann.write("Hello, server!\nann\n\nhello\n/me waves\nquit\n");
		await ann.sees("Welcome to partyline");
		await ann.sees("An account name may have letters");
		await ann.sees("you are ann in #general");
		await ann.sees("*** bye\n");
		await ann.ended();
		const bob = await server.member("bob");
		const { events } = await bob.call("history", { room, limit: 4 });
		expect(events.map((event) => ("text" in event ? event.text : event.type))).toEqual([
			"join",
			"hello",
			"waves",
			"join",
		]);
	});

	test("joins rooms, makes them, lists them and who is in them", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.person("ann");
		const bob = await server.person("bob");
		ann.type("/join #tea");
		await ann.sees("*** you are in #tea, which you made\n");
		bob.type("/join #tea");
		await bob.sees("*** you are in #tea\n");
		await ann.sees("*** bob joined\n");
		bob.type("/names");
		await bob.sees("*** 2 in #tea: ann, bob\n");
		bob.type("/rooms");
		await bob.sees("*** #general (2)\n*** #tea (2)\n");
		bob.type("//etc is a folder");
		await ann.sees("<bob> /etc is a folder\n");
		bob.type("/nonsense");
		await bob.sees("*** There is no command /nonsense; /help lists them");
		bob.type("/help");
		await bob.sees("*** /join #room");
		bob.type("/part");
		await bob.sees("*** you left #tea; /join another\n");
		await ann.sees("*** bob left\n");
		bob.type("into the void");
		await bob.sees("*** You are in no room; /join one.\n");
	});

	test.each(["quit", "/quit", "quit\r"])("is left with %j", async (word) => {
		await using server = await TestDaemon.start();
		const ann = await server.person("ann");
		const bob = await server.person("bob");
		await ann.sees("*** bob joined\n");
		bob.type(word);
		await bob.sees("*** bye\n");
		await bob.ended();
		await ann.sees("*** bob left\n");
	});

	test("is left at a prompt with quit", async () => {
		await using server = await TestDaemon.start();
		const ann = server.plain();
		await ann.sees("username: ");
		ann.type("quit");
		await ann.ended();
	});

	test("says what is wrong with a line that is too long or not text, and takes the next", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.person("ann");
		const bob = await server.person("bob");
		ann.write(Buffer.from("caf\xe9\n", "latin1"));
		await ann.sees("*** That line is not UTF-8 text. It was not sent.\n");
		ann.type("x".repeat(16_385));
		await ann.sees("*** A line may be at most 16384 bytes; yours was longer. It was not sent.\n");
		ann.type("x".repeat(500_000));
		await ann.sees("*** A line may be at most 16384 bytes; yours was longer. It was not sent.\n");
		ann.type("caf\u00e9\r");
		await bob.sees("<ann> caf\u00e9\n");
		expect(bob.screen).not.toContain("xxx");
	});

	test("refuses a line with control characters and lets none of them through", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.person("ann");
		const bob = await server.person("bob");
		for (const text of ["\u001b[2J", "\u009b31m", "\u0007", "a\rb"]) {
			ann.type(text);
			await ann.sees("It was not sent.\n");
		}
		const cleo = await server.member("cleo");
		await cleo.call("topic", { room, topic: "\u001b]0;owned\u0007tea" });
		const hostile = "\u202eabc\u2066 \u{e0041} \u2028x";
		await cleo.call("post", { room, id: newMessageId(), text: hostile });
		await bob.sees("<cleo> ");
		await cleo.call("post", { room, id: newMessageId(), text: "end" });
		await bob.sees("<cleo> end\n");
		const forbidden = /(?!\n)\p{Cc}|[\u2028\u2029\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/u;
		expect(bob.screen).not.toMatch(forbidden);
		expect(bob.screen).not.toContain("owned");
	});

	test("shows a slow reader everything once they read again", async () => {
		await using server = await TestDaemon.start();
		const slow = await server.person("slow");
		const ann = await server.member("ann");
		slow.socket.pause();
		const text = "x".repeat(16_000);
		for (let round = 0; round < 10; round++)
			await Promise.all(
				Array.from({ length: 60 }, (_, index) =>
					ann.call("post", { room, id: newMessageId(), text: `${round * 60 + index} ${text}` }),
				),
			);
		slow.socket.resume();
		await slow.sees(`<ann> 599 ${text}\n`);
		const numbers = [...slow.screen.matchAll(/<ann> (\d+) /g)].map(([, number]) => Number(number));
		expect(numbers).toEqual(Array.from({ length: 600 }, (_, index) => index));
	}, 60_000);
});
