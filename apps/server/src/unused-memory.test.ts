import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const module = new URL("./unused-memory.ts", import.meta.url).href;

/** Takes memory as a storm does, lets go of it, and prints how large the heap was then and when it had shrunk. */
const script = `
	import { getHeapStatistics } from "node:v8";
	import { startGivingBack } from "${module}";
	startGivingBack();
	const size = () => getHeapStatistics().total_heap_size;
	let storm = Array.from({ length: 1_000_000 }, (_, number) => ({ number, name: "guest " + number }));
	const most = size();
	storm = undefined;
	const looking = setInterval(() => {
		if (size() > most / 2) return;
		clearInterval(looking);
		console.log(JSON.stringify({ most, now: size() }));
	}, 500);
`;

test("gives back what a storm took when nothing is to be done any more", {
	timeout: 60_000,
}, async () => {
	// Without V8's own, which gives some back where timers keep it awake.
	const args = ["--no-memory-reducer", "--input-type=module", "--eval", script];
	const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 50_000 });
	const { most, now } = JSON.parse(stdout);
	expect(now).toBeLessThan(most / 2);
});
