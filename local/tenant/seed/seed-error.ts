/** An entry of a seed file that can't be used; the message says which, and never quotes a user. */
export class SeedError extends Error {
    /**
     * Makes the error.
     *
     * @param place - where in the seed
     * @param problem - what is wrong there
     */
    constructor(place: string, problem: string) {
        super(`Seed file, ${place}: ${problem}`);
        this.name = 'SeedError';
    }
}
