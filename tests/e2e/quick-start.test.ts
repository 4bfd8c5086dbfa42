import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Machine } from "../support/machine.ts";

/** What was compiled on a machine and kept. */
function keptOn({ home }: Machine): string[] {
	const folder = join(home, ".cache", "partyline", "compiled");
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map(({ parentPath, name }) => join(parentPath, name));
}

async function version(machine: Machine) {
	return await machine.pipe(machine.command("partyline", "--version")).ended;
}

test("what one start has compiled is kept for the next, where nobody else can put anything", async () => {
	const machine = await Machine.create();
	await version(machine);
	const kept = keptOn(machine);
	expect(kept.length).toBeGreaterThan(3);
	const folder = join(machine.home, ".cache", "partyline", "compiled");
	expect(statSync(folder).mode & 0o077).toBe(0);
	const before = kept.map((path) => statSync(path).mtimeMs);
	await version(machine);
	expect(keptOn(machine)).toEqual(kept);
	// Used, and not made again.
	expect(kept.map((path) => statSync(path).mtimeMs)).toEqual(before);
});

test("a cache that cannot be made keeps nobody from starting", async () => {
	const machine = await Machine.create();
	writeFileSync(join(machine.home, ".cache"), "a file where a folder should be");
	expect(await version(machine)).toMatchObject({ code: 0, stderr: "" });
});

test("a cache with anything in it keeps nobody from starting", async () => {
	const machine = await Machine.create();
	await version(machine);
	for (const path of keptOn(machine)) writeFileSync(path, readFileSync(path).fill(0x41));
	expect(await version(machine)).toMatchObject({ code: 0, stderr: "" });
	for (const path of keptOn(machine)) writeFileSync(path, "");
	expect(await version(machine)).toMatchObject({ code: 0, stderr: "" });
});

test("the chat opens without loading what fetches web pages, the slowest part of Node", async () => {
	const machine = await Machine.create();
	const told = join(machine.home, "loaded");
	const tell = `import{writeFileSync}from"node:fs";process.on("exit",()=>writeFileSync(${JSON.stringify(told)},process.moduleLoadList.join("\\n")))`;
	const [node = "", ...chat] = machine.command("partyline", "--port", `${machine.port}`);
	const flag = `--import=data:text/javascript,${encodeURIComponent(tell)}`;
	const screen = machine.screen([node, flag, ...chat]);
	await screen.sees("Nothing is listening");
	screen.say("/quit");
	await screen.exited;
	const loaded = readFileSync(told, "utf8");
	expect(loaded).toContain("net");
	expect(loaded).not.toContain("undici");
});
