import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { findProgram } from "../programs.ts";
import type { Peer } from "./peer.ts";

// As they come, but for what keeps floods away, which a bench is.

/** ngIRCd, in C. */
export const ngircd: Peer = {
	name: "ngIRCd",
	dialect: "irc",
	needs: "ngircd",
	command({ port, folder }) {
		const config = join(folder, "ngircd.conf");
		writeFileSync(
			config,
			`[Global]
Name = bench.example
Info = bench
Listen = 127.0.0.1
Ports = ${port}
MotdPhrase = bench
[Limits]
MaxConnections = 0
MaxConnectionsIP = 0
MaxJoins = 0
MaxPenaltyTime = 0
PingTimeout = 3600
[Options]
DNS = no
Ident = no
PAM = no
`,
		);
		return [findProgram("ngircd") ?? "ngircd", "--nodaemon", "--config", config];
	},
};

/** InspIRCd, in C++. */
export const inspircd: Peer = {
	name: "InspIRCd",
	dialect: "irc",
	needs: "inspircd",
	// It looks only once a second who has said all that lets one in.
	newcomers: 1_000,
	command({ port, folder }) {
		const config = join(folder, "inspircd.conf");
		const unlimited =
			'threshold="1000000" commandrate="1000000000" fakelag="no" recvq="1M" softsendq="1G" hardsendq="2G" localmax="100000" globalmax="100000" limit="100000" maxchans="1000"';
		writeFileSync(
			config,
			`<server name="bench.example" description="bench" network="bench" id="001">
<admin name="bench" nick="bench" email="bench@example.invalid">
<bind address="127.0.0.1" port="${port}" type="clients">
<connect allow="*" timeout="60" pingfreq="3600" resolvehostnames="no" useident="no" maxconnwarn="off" ${unlimited}>
<performance netbuffersize="65534" somaxconn="4096" softlimit="100000" quietbursts="yes">
<security maxtargets="20">
<log method="file" type="*" level="default" target="${join(folder, "log")}">
<pid file="${join(folder, "pid")}">
`,
		);
		// It refuses to start as root without being told so, and as anybody else with it.
		const asRoot = process.getuid?.() === 0 ? ["--runasroot"] : [];
		return [findProgram("inspircd") ?? "inspircd", "--nofork", ...asRoot, `--config=${config}`];
	},
};
