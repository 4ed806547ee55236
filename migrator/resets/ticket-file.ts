import type { Artifacts } from '../run-store/artifacts.ts';
import { jsonLines, readJsonLines } from '../run-store/json-lines.ts';
import type { ResetAccount } from './reset-candidate.ts';

/** A link by which a user sets a new password; a secret. */
export interface PasswordTicket extends ResetAccount {
    readonly email: string;
    readonly ticket: string;
}

/** Tickets of one artifact: it is written anew with each of them, for an artifact is there as a whole or not at all. */
const MOST_TICKETS = 500;

/** Writes the tickets of a campaign into encrypted artifacts, each so that it survives a power cut. */
export class TicketFile {
    private readonly artifacts: Artifacts;
    private readonly campaign: string;
    private number: number;
    private tickets: PasswordTicket[];

    private constructor(artifacts: Artifacts, campaign: string, number: number, tickets: PasswordTicket[]) {
        this.artifacts = artifacts;
        this.campaign = campaign;
        this.number = number;
        this.tickets = tickets;
    }

    /** Opens what earlier attempts of a campaign have written, to write behind it. */
    static async open(artifacts: Artifacts, campaign: string): Promise<TicketFile> {
        let number = 1;
        while (await artifacts.has(nameOf(campaign, number + 1))) number += 1;
        const tickets: PasswordTicket[] = [];
        if (await artifacts.has(nameOf(campaign, number))) {
            for await (const some of readJsonLines<PasswordTicket>(artifacts, nameOf(campaign, number)))
                tickets.push(...some);
        }
        return new TicketFile(artifacts, campaign, number, tickets);
    }

    /** The accounts of the newest artifact: the last of them may be a ticket that the journal does not know. */
    get newestAccounts(): readonly ResetAccount[] {
        return this.tickets;
    }

    /** Adds a ticket; returns when it would survive a power cut. */
    async add(ticket: PasswordTicket): Promise<void> {
        if (this.tickets.length >= MOST_TICKETS) {
            this.number += 1;
            this.tickets = [];
        }
        this.tickets.push(ticket);
        await this.artifacts.write(nameOf(this.campaign, this.number), jsonLines(this.tickets));
    }

    /** Names the artifacts that are there. */
    async names(): Promise<readonly string[]> {
        const names = Array.from({ length: this.number }, (_, at) => nameOf(this.campaign, at + 1));
        return (await this.artifacts.has(nameOf(this.campaign, 1))) ? names : [];
    }
}

function nameOf(campaign: string, number: number): string {
    return `tickets-${campaign}-${number}.ndjson`;
}
