import Mocha from 'mocha';

/** Mocha's `spec` reporter with one more line at the very end, for people and programs that only want the numbers. */
class CountingReporter extends Mocha.reporters.Spec {
    override epilogue(): void {
        super.epilogue();
        const { passes, failures, pending } = this.stats;
        console.log(`${passes} passed, ${failures} failed${pending === 0 ? '' : `, ${pending} skipped`}`);
    }
}

// Mocha takes a reporter by `require`, which gives this export and not the namespace of the module.
export { CountingReporter as 'module.exports' };
