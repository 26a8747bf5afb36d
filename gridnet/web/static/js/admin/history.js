// What was done, to be taken back and done again: whole states as text, for they are small.

/** Keeps states; `now` is the present one. */
export class History {
  constructor(first) {
    this.states = [JSON.stringify(first)];
    this.place = 0;
  }

  get now() { return JSON.parse(this.states[this.place]); }
  get first() { return JSON.parse(this.states[0]); }
  get canUndo() { return this.place > 0; }
  get canRedo() { return this.place < this.states.length - 1; }

  /** Keep another state after the present one; what had been taken back is gone. A state like it is not kept. */
  keep(state) {
    const text = JSON.stringify(state);
    if (text === this.states[this.place]) return;
    this.states.splice(this.place + 1, Infinity, text);
    this.place += 1;
  }

  undo() { if (this.canUndo) this.place -= 1; return this.now; }
  redo() { if (this.canRedo) this.place += 1; return this.now; }
}
