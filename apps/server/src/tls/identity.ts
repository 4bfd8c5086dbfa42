import type { Logger } from "pino";
import type { Config } from "../config.ts";
import { ExitError } from "../exit-code.ts";
import { type Certificate, readCertificate } from "./certificate.ts";
import { ensureOwnCertificate, ownAdvice } from "./own-certificate.ts";

/** By what others know this server over TLS. */
export type Identity = {
	/** What newcomers are shown now. */
	readonly certificate: Certificate;
	/** Reads the operator's certificate again; one that cannot be used changes nothing. */
	reload(): void;
};

/** The identity of the daemon: the operator's certificate, or its own. Throws `ExitError`. */
export async function openIdentity(
	{ certificateFiles, dataDir }: Config,
	log: Logger,
): Promise<Identity> {
	if (certificateFiles === undefined) {
		const own = await ensureOwnCertificate(dataDir);
		const certificate = readCertificate(own, ownAdvice(own));
		return { certificate, reload: () => log.info("no --tls-cert to read again") };
	}
	let certificate = readCertificate(certificateFiles);
	warnOfEnd(certificate, log);
	return {
		get certificate() {
			return certificate;
		},
		reload: () => {
			try {
				certificate = readCertificate(certificateFiles);
				log.info({ fingerprint: certificate.fingerprint }, "certificate read again");
				warnOfEnd(certificate, log);
			} catch (error) {
				if (!(error instanceof ExitError)) throw error;
				log.error({ reason: error.message }, "the old certificate stays");
			}
		},
	};
}

function warnOfEnd({ endsAt }: Certificate, log: Logger): void {
	if (endsAt.getTime() > Date.now()) return;
	log.warn({ endedAt: endsAt.toISOString() }, "the certificate has expired: clients refuse it");
}
