import { join } from "node:path";
import { defineConfig } from "vitest/config";

/**
 * Threads that a test begins find here what they load without its types: to take them off, each would load WebAssembly of its
 * own, and where much of that comes and goes V8 may die over its pages of code (nodejs/node#64500), as it did here once.
 */
const env = { NODE_COMPILE_CACHE: join(import.meta.dirname, "node_modules", ".cache", "compile") };

/** Two files at once: most of the time a test waits for a process. */
const sideBySide = { env, maxWorkers: 2, sequence: { groupOrder: 0 } };
/** One file at a time, after the others: these load the machine, or say how long somebody waits on it. */
const alone = { env, maxWorkers: 1, sequence: { groupOrder: 1 } };

export default defineConfig({
	test: {
		globalSetup: "tests/support/runtime.ts",
		projects: [
			{
				test: {
					name: "unit",
					include: ["{apps,packages}/*/src/**/*.test.{ts,tsx}"],
					...sideBySide,
				},
			},
			{
				test: {
					name: "integration",
					...sideBySide,
					include: ["tests/{contracts,docs,integration}/**/*.test.ts"],
					globalSetup: "tests/support/build.ts",
					testTimeout: 30_000,
				},
			},
			{
				test: {
					name: "e2e",
					...sideBySide,
					include: ["tests/e2e/**/*.test.ts"],
					globalSetup: "tests/support/build.ts",
					testTimeout: 60_000,
					maxConcurrency: 2,
				},
			},
			{
				test: {
					name: "hostile",
					...alone,
					include: ["tests/hostile/**/*.test.ts"],
					globalSetup: "tests/support/build.ts",
					testTimeout: 120_000,
				},
			},
			{
				test: {
					name: "faults",
					...alone,
					include: ["tests/faults/**/*.test.ts"],
					globalSetup: "tests/support/build.ts",
					testTimeout: 120_000,
				},
			},
		],
	},
});
