//! Numbers for combinations: one code after the other makes the class of a row.

/// Numbers pairs: the class so far and the next column's code make the next class.
#[derive(Default)]
pub(super) struct Level {
    /// Codes are below this.
    width: usize,
    /// By class and code the number of the pair.
    table: Vec<u32>,
    /// The pairs, by number.
    pairs: Vec<(u32, u32)>,
}

impl Level {
    /// How many pairs there are.
    pub(super) fn len(&self) -> usize {
        self.pairs.len()
    }

    /// The class and the code that a pair was made of.
    pub(super) fn pair(&self, number: usize) -> Option<(u32, u32)> {
        self.pairs.get(number).copied()
    }

    /// Makes each class, with the code beside it, the next class.
    pub(super) fn combine(&mut self, classes: &mut [u32], codes: &[u32]) {
        let most = codes.iter().copied().max().unwrap_or(0) as usize;
        if most >= self.width {
            self.widen((most + 1).next_power_of_two());
        }
        for (class, code) in classes.iter_mut().zip(codes) {
            let at = *class as usize * self.width + *code as usize;
            if at >= self.table.len() {
                self.table.resize((*class as usize + 1) * self.width, u32::MAX);
            }
            if let Some(slot) = self.table.get_mut(at) {
                if *slot == u32::MAX {
                    *slot = u32::try_from(self.pairs.len()).unwrap_or(u32::MAX);
                    self.pairs.push((*class, *code));
                }
                *class = *slot;
            }
        }
    }

    fn widen(&mut self, width: usize) {
        self.width = width;
        let rows = self
            .pairs
            .iter()
            .map(|(class, _)| *class as usize + 1)
            .max()
            .unwrap_or(0);
        self.table = vec![u32::MAX; rows * width];
        for (number, (class, code)) in (0u32..).zip(&self.pairs) {
            if let Some(slot) = self.table.get_mut(*class as usize * width + *code as usize) {
                *slot = number;
            }
        }
    }
}
