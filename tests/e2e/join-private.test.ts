import { expect, test } from "vitest";
import { FarServer, Home, passwordOf } from "./join-support.ts";

test("an invitation into a private room opens that room, and its members send to it and read it by its title", async () => {
	const server = await FarServer.start();
	const ann = await server.member("ann");
	const window = ann.screen();
	await window.sees("● connected");
	window.say("/create #secret private");
	await window.sees("#secret");
	await window.sees("● connected");
	window.say("nobody else reads this");
	await window.sees(/ann +nobody else reads this/);
	window.say("/quit");
	expect(await window.exited).toBe(0);

	const bob = new Home(server.machine, "bob");
	const screen = bob.screen(["join", await server.invite("--room", "#secret")]);
	await screen.sees("and into #secret");
	await screen.hasTyped("Your name there");
	screen.say("bob");
	await screen.hasTyped("A password of at least");
	screen.say(passwordOf("bob"));
	await screen.hasTyped("The same again:");
	screen.say(passwordOf("bob"));
	await screen.sees(/ann +nobody else reads this/);
	screen.say("but me");
	await screen.sees(/bob +but me/);
	screen.say("/quit");
	expect(await screen.exited).toBe(0);

	expect(await bob.pipe(["send", "#secret", "by its title"])).toMatchObject({ code: 0 });
	const { stdout: rooms } = await bob.pipe(["rooms"]);
	expect(rooms).toMatch(/^#secret +2 members +✓\d+ {2}\(private\)$/m);
	const { stdout: log } = await ann.pipe(["tail", "#secret", "--no-follow"]);
	for (const line of ["*** ann made this private room", "<bob> but me", "<bob> by its title"])
		expect(log).toContain(line);

	const eve = await server.member("eve");
	expect((await eve.pipe(["rooms"])).stdout).not.toContain("secret");
	expect(await eve.pipe(["tail", "#secret", "--no-follow"])).toMatchObject({
		code: 67,
		stdout: "",
	});
});

test("a message that was taken back is told without its text", async () => {
	const server = await FarServer.start();
	const ann = await server.member("ann");
	await ann.pipe(["send", "#general", "a slip of the tongue"]);
	const window = ann.screen();
	await window.sees("a slip of the tongue");
	window.say("/redact");
	await window.sees("Take this message back?");
	window.say("yes");
	await window.losesSight("a slip of the tongue");
	window.say("/quit");
	expect(await window.exited).toBe(0);
	const { stdout } = await ann.pipe(["tail", "#general", "--no-follow"]);
	expect(stdout).toContain("<ann> (taken back)");
	expect(stdout).toContain("*** ann took a message back");
	expect(stdout).not.toContain("slip");
});
