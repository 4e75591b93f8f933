import { expect, test } from 'vitest';
import { nameInLine } from '../../model/source-names.js';

test('a name is that of the let', () => {
  const source = `fn main() {
    let left = Mutex::new(());
    let (tx, mut rx) = channel(1);
    let n: u32 = 1;
    drop(left);
}`;
  expect(nameInLine(source, 2)).toBe('left');
  expect(nameInLine(source, 3)).toBe('tx, rx');
  expect(nameInLine(source, 4)).toBe('n');
  expect(nameInLine(source, 5)).toBe('');
  expect(nameInLine(source, 0)).toBe('');
  expect(nameInLine(source, 99)).toBe('');
});
