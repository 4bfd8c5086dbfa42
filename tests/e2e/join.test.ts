import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FarServer, Home, passwordOf, urlIn } from "./join-support.ts";

/** What the files below a folder hold, by path. */
function filesOf(folder: string): Map<string, string> {
	const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
	const paths = entries
		.filter((entry) => entry.isFile() && !entry.parentPath.includes("compiled"))
		.map(({ parentPath, name }) => join(parentPath, name));
	return new Map(paths.map((path) => [path, readFileSync(path, "latin1")]));
}

function codeIn(url: string): string {
	return /\/([\w-]{22,})#/.exec(url)?.[1] ?? "";
}

test("an invitation pasted in a fresh home leads into the chat in one step, and the next start asks nothing", async () => {
	const server = await FarServer.start();
	const home = new Home(server.machine, "ann");
	const url = await server.invite();
	const first = home.screen(["join", url]);
	await first.sees(`You are invited to partyline (${server.address}), which has no owner yet`);
	await first.hasTyped(/^Your name there \[.+\]:/);
	first.say("ann");
	await first.hasTyped("A password of at least 10 characters:");
	first.say(passwordOf("ann"));
	await first.hasTyped("The same again:");
	first.say(passwordOf("ann"));
	await first.sees("● connected");
	await first.sees("You are in as ann, and the owner of this server");
	first.say("hello from afar");
	await first.sees(/ann +hello from afar/);
	first.say("/quit");
	expect(await first.exited).toBe(0);
	expect(first.raw).not.toContain("secrets");

	const next = home.screen();
	await next.sees("● connected");
	await next.sees(/ann +hello from afar/);
	expect(next.raw).not.toMatch(/assword|invited/);

	const files = filesOf(home.folder);
	for (const [path, text] of files) {
		expect([path, text.includes("secrets"), text.includes(codeIn(url))]).toEqual([
			path,
			false,
			false,
		]);
		expect([path, statSync(path).mode & 0o077]).toEqual([path, 0]);
	}
	expect(files.get(join(home.folder, ".config", "partyline", "known-servers"))).toMatch(
		/^127\.0\.0\.1:\d+ SHA256:[\w+/]{43}\n$/,
	);
});

test("what was wrong is told at once and asked again, what was right is not", async () => {
	const server = await FarServer.start();
	await server.member("ann");
	const home = new Home(server.machine, "bob");
	const screen = home.screen(["join", await server.invite("--room", "#general")]);
	await screen.sees("as a member, and into #general.");
	await screen.hasTyped("Your name there");
	screen.say("ann smith");
	await screen.sees("this one has a space");
	screen.say("Ann");
	await screen.hasTyped("A password of at least");
	screen.say("short");
	await screen.sees("this one has 5.");
	screen.say(passwordOf("bob"));
	await screen.hasTyped("The same again:");
	screen.say("something else");
	await screen.sees("two different ones");
	await screen.hasTyped("A password of at least");
	screen.say(passwordOf("bob"));
	await screen.hasTyped("The same again:");
	screen.say(passwordOf("bob"));
	// The name was somebody's; the password is not asked for once more.
	await screen.sees(/choose another name[\s\S]*Your name there/);
	screen.say("bob");
	await screen.sees("● connected");
	await screen.sees("You are in as bob.");
	expect(screen.raw.match(/A password of at least/g)).toHaveLength(3);
});

describe("what was pasted", () => {
	test.for([
		["the whole line", (url: string) => ["join", `partyline join ${url}`]],
		["the whole line, unquoted", (url: string) => ["join", "partyline", "join", url]],
		["quotation marks and a newline", (url: string) => ["join", `"${url}"\n`]],
		["the address alone", (url: string) => [url]],
	] as const)("may be %s", async ([, argsOf]) => {
		const server = await FarServer.start();
		const home = new Home(server.machine, "ann");
		const screen = home.screen([...argsOf(await server.invite())], { columns: 40, rows: 12 });
		await screen.sees("You are invited to partyline");
		await screen.hasTyped(/\]:/);
	});

	test("is asked for where nothing was, so that it is in no history of a shell", async () => {
		const server = await FarServer.start();
		const screen = new Home(server.machine, "ann").screen(["join"]);
		await screen.hasTyped("The line you were given:");
		screen.say(`partyline join ${await server.invite()}`);
		await screen.sees("You are invited to partyline");
	});

	test.for([
		[["join", "partyline://127.0.0.1"], "There is no invitation in this address"],
		[["join", "partyline://127.0.0.1/short"], "The invitation in this address is not whole"],
		[["join", `partyline://127.0.0.1/${"A".repeat(22)}#short`], "The key after the #"],
		[["join"], "Give the line that you were given"],
	] as const)("%j is wrong use, and told in a sentence", async ([args, sentence]) => {
		const server = await FarServer.start();
		const ended = await new Home(server.machine, "ann").pipe(args);
		expect(ended).toMatchObject({ code: 64, stdout: "" });
		expect(ended.stderr).toContain(sentence);
	});
});

test("behind pipes the password comes from a file, and whatever is wrong has its exit code", async () => {
	const server = await FarServer.start();
	const home = new Home(server.machine, "ann");
	const url = await server.invite();
	const joining = ["join", url, "--as", "ann", "--password-file", "-"];
	expect(await home.pipe(joining, "short\n")).toMatchObject({ code: 65 });
	expect(await home.pipe(joining, "")).toMatchObject({ code: 65 });
	expect(await home.pipe([...joining.slice(0, -1), "nowhere"])).toMatchObject({ code: 66 });
	expect(await home.pipe(joining.slice(0, 4))).toMatchObject({ code: 64 });
	const joined = await home.pipe(joining, `${passwordOf("ann")}\n`);
	expect(joined).toMatchObject({ code: 0, stdout: "" });
	expect(joined.stderr).toContain("You are in as ann, and the owner of this server");
	// Neither server nor name need be said from now on.
	expect(await home.pipe(["send", "#general", "hello"])).toMatchObject({ code: 0, stderr: "" });
	const again = await home.pipe(joining, `${passwordOf("ann")}\n`);
	expect(again).toMatchObject({ code: 77, stdout: "" });
	expect(again.stderr).toMatch(/^partyline: The invitation is not valid.*\n$/);
});

test("a link for a new password asks for nothing but that, and the old one is void", async () => {
	const server = await FarServer.start();
	await server.member("ann");
	const url = urlIn(await server.operate("account", "reset", "ann"));
	const home = new Home(server.machine, "laptop");
	const screen = home.screen(["join", url]);
	await screen.sees(`This sets a new password for ann at partyline (${server.address}).`);
	await screen.hasTyped("A password of at least");
	screen.say("another of her secrets");
	await screen.hasTyped("The same again:");
	screen.say("another of her secrets");
	await screen.sees("● connected");
	await screen.sees("The password of ann is set.");
	const login = ["login", server.url, "--as", "ann", "--password-file", "-"];
	expect(await home.pipe(login, `${passwordOf("ann")}\n`)).toMatchObject({ code: 77 });
	expect(await home.pipe(login, "another of her secrets\n")).toMatchObject({ code: 0 });
});

describe("at a question", () => {
	/** A shell in which an invitation asks for a password. */
	async function shellAsked() {
		const server = await FarServer.start();
		const home = new Home(server.machine, "ann");
		const url = await server.invite();
		const screen = home.run(["bash", "--norc", "--noprofile", "-i"], {}, { PS1: "ready> " });
		await screen.hasTyped("ready>");
		screen.say(home.inShell("join", url, "--as", "ann"));
		await screen.hasTyped("A password of at least 10 characters:");
		return screen;
	}

	type Shell = Awaited<ReturnType<typeof shellAsked>>;

	/** The terminal is as a shell wants it. */
	async function echoes(screen: Shell): Promise<void> {
		await screen.hasTyped("ready>");
		screen.say("stty -a | grep -ow -e '-*echo' -e '-*icanon' | tr '\\n' ' '; echo done");
		await screen.sees(/^(?:icanon echo|echo icanon) done$/m);
	}

	test("Ctrl+C ends it with 130 and one sentence, and the terminal echoes again", async () => {
		const screen = await shellAsked();
		screen.type("half a secr");
		screen.key("ctrl+c");
		await screen.sees("partyline: Given up.");
		await screen.hasTyped("ready>");
		screen.say("echo code $?");
		await screen.sees(/^code 130$/m);
		await echoes(screen);
		expect(screen.raw).not.toContain("half a secr");
	});

	test("SIGTERM gives the terminal back as it was", async () => {
		const screen = await shellAsked();
		const pids = readFileSync(`/proc/${screen.pid}/task/${screen.pid}/children`, "utf8");
		process.kill(Number(pids.trim()), "SIGTERM");
		await screen.sees("Terminated");
		await echoes(screen);
	});

	test("Ctrl+Z stops it with the terminal as it was, and fg asks on, without a letter shown", async () => {
		const screen = await shellAsked();
		screen.type("\x1a");
		await screen.sees("Stopped");
		await echoes(screen);
		screen.say("clear; fg");
		await screen.hasTyped("A password of at least 10 characters:");
		screen.say(passwordOf("ann"));
		await screen.hasTyped("The same again:");
		screen.say(passwordOf("ann"));
		await screen.sees("● connected");
		expect(screen.raw).not.toContain("secrets");
	});

	test.skipIf(process.platform !== "linux")(
		"nobody on the machine reads the invitation in the list of processes (needs /proc)",
		async () => {
			const server = await FarServer.start();
			const url = await server.invite();
			const screen = new Home(server.machine, "ann").screen(["join", url]);
			await screen.hasTyped("Your name there");
			const line = readFileSync(`/proc/${screen.pid}/cmdline`, "latin1");
			expect(line).toContain("partyline");
			expect(line).not.toContain(codeIn(url));
		},
	);
});
