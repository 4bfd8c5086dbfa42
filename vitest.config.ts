import { defineConfig } from "vitest/config";

export default defineConfig({
	test: {
		globalSetup: "tests/support/runtime.ts",
		projects: [
			{ test: { name: "unit", include: ["{apps,packages}/*/src/**/*.test.{ts,tsx}"] } },
			{
				test: {
					name: "integration",
					include: ["tests/{contracts,docs,integration}/**/*.test.ts"],
					globalSetup: "tests/support/build.ts",
					testTimeout: 30_000,
				},
			},
			{
				test: {
					name: "e2e",
					include: ["tests/e2e/**/*.test.ts"],
					globalSetup: "tests/support/build.ts",
					testTimeout: 60_000,
					maxConcurrency: 2,
				},
			},
			{
				test: {
					name: "hostile",
					include: ["tests/hostile/**/*.test.ts"],
					globalSetup: "tests/support/build.ts",
					testTimeout: 120_000,
				},
			},
			{
				test: {
					name: "faults",
					include: ["tests/faults/**/*.test.ts"],
					globalSetup: "tests/support/build.ts",
					testTimeout: 120_000,
				},
			},
		],
	},
});
