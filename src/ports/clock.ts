/** Time, injected. `after` resolves once at least `delayMs` have passed. */
export interface Clock {
  nowMs(): number;
  after(delayMs: number): Promise<void>;
}
