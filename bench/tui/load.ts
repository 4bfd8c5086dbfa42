import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { RecordedTerminal } from "../../tests/support/recorded-terminal.ts";
import { type Figure, type Size, told, withChat } from "./chat.ts";
import type { Traffic } from "./world.ts";
import { mark } from "./world-lines.ts";

/** What /proc counts in, on every Linux that Node runs on. */
const ticksPerSecond = 100;
const altHome = "\x1b[1;3H";

/** The share of a core that the client takes while so many messages a second arrive, and what it shows of them. */
export async function measureCpu(dist: string, size: Size, traffic: Traffic): Promise<Figure[]> {
	const { perSecond, where: room = "open" } = traffic;
	return await withChat({ dist, size, messages: 1_000 }, async (terminal, world) => {
		const stop = world.flood(traffic);
		// The compiler warms up; what is due once at the start is over.
		await delay(2_000);
		const chunk = terminal.chunks.length;
		const [before, since] = [cpuSeconds(terminal.pid), performance.now()];
		await delay(8_000);
		const seconds = (performance.now() - since) / 1_000;
		const used = cpuSeconds(terminal.pid) - before;
		stop();
		const rooms = room === "others" ? " in the other rooms" : "";
		const where = `${told(size)}, ${perSecond} msg/s${rooms}`;
		const goal = cpuGoal(traffic);
		return [
			{ what: `CPU of a core, ${where}`, value: (100 * used) / seconds, unit: "%", ...goal },
			{ what: `frames, ${where}`, value: terminal.framesFrom(chunk) / seconds, unit: "/s" },
		];
	});
}

function cpuGoal({ perSecond }: Traffic): { readonly goal?: number } {
	if (perSecond > 200) return {};
	return { goal: perSecond === 0 ? 0 : 30 };
}

/** What a room of so many messages, gone through to its beginning, takes over a window on an empty room. */
export async function measureMemory(dist: string, messages = 100_000): Promise<Figure[]> {
	const size: Size = { columns: 80, rows: 24 };
	const empty = await withChat({ dist, size, messages: 0 }, async (terminal) => {
		await delay(2_000);
		return residentMiB(terminal.pid);
	});
	const full = await withChat({ dist, size, messages }, async (terminal) => {
		terminal.type(altHome);
		await terminal.sees(mark(1));
		await delay(2_000);
		return residentMiB(terminal.pid);
	});
	return [
		{ what: "memory, an empty room", value: empty, unit: "MiB" },
		{
			what: `memory over that, ${messages} messages gone through`,
			value: full - empty,
			unit: "MiB",
			goal: 30,
		},
	];
}

function cpuSeconds(pid: number): number {
	const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
	// The name in parentheses may have blanks; user and system time are the 14th and 15th field.
	const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
	return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

function residentMiB(pid: RecordedTerminal["pid"]): number {
	const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
	return Number(kilobytes) / 1_024;
}
