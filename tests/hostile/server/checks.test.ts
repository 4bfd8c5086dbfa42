import { setTimeout as delay } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { expectUnmoved } from "../../support/hostile-checks.ts";
import { Target } from "../../support/target.ts";

test("a daemon that answers nobody for two seconds does not pass for unmoved", async () => {
	const target = await Target.start();
	onTestFinished(() => target.end());
	const stopped = expectUnmoved(target, async () => {
		process.kill(target.pid, "SIGSTOP");
		await delay(2_000);
		process.kill(target.pid, "SIGCONT");
	});
	await expect(stopped).rejects.toThrow(/"answers":/);
});
