//! One value of the table file, read without leaving it.

use super::MdbError;

/// A little-endian reader over one value that refuses to leave it.
pub(super) struct Value<'a> {
    pub(super) key: &'static str,
    pub(super) bytes: &'a [u8],
}

impl Value<'_> {
    pub(super) fn wrong(&self, detail: &'static str) -> MdbError {
        MdbError::Layout {
            key: self.key.to_owned(),
            detail,
        }
    }
    pub(super) fn slice(&self, at: usize, len: usize) -> Result<&[u8], MdbError> {
        at.checked_add(len)
            .and_then(|end| self.bytes.get(at..end))
            .ok_or_else(|| self.wrong("an offset lies outside"))
    }
    pub(super) fn u(&self, at: usize) -> Result<usize, MdbError> {
        Ok(self
            .slice(at, 4)?
            .iter()
            .rev()
            .fold(0usize, |n, b| n << 8 | usize::from(*b)))
    }
    pub(super) fn u16(&self, at: usize) -> Result<u16, MdbError> {
        let b = self.slice(at, 2)?;
        Ok(u16::from_le_bytes([b[0], b[1]]))
    }
    pub(super) fn i(&self, at: usize) -> Result<i64, MdbError> {
        let b = self.slice(at, 4)?;
        Ok(i64::from(i32::from_le_bytes([b[0], b[1], b[2], b[3]])))
    }
    pub(super) fn byte(&self, at: usize) -> Result<u8, MdbError> {
        Ok(self.slice(at, 1)?[0])
    }
    pub(super) fn text(&self, at: usize, len: usize) -> Result<String, MdbError> {
        let bytes = self.slice(at, len)?;
        let bytes = &bytes[..bytes.iter().position(|b| *b == 0).unwrap_or(bytes.len())];
        String::from_utf8(bytes.to_vec()).map_err(|_| self.wrong("text is not UTF-8"))
    }
    /// The text that an (offset, length) pair at `at` points to.
    pub(super) fn text_at(&self, at: usize) -> Result<String, MdbError> {
        self.text(self.u(at)?, self.u(at + 4)?)
    }
    pub(super) fn text_list(&self, at: usize, count: usize) -> Result<Vec<String>, MdbError> {
        (0..count).map(|j| self.text_at(at + 8 * j)).collect()
    }
    pub(super) fn zero_ended(&self, at: usize) -> Result<&[u8], MdbError> {
        let tail = self
            .bytes
            .get(at..)
            .ok_or_else(|| self.wrong("an offset lies outside"))?;
        let end = tail
            .iter()
            .position(|b| *b == 0)
            .ok_or_else(|| self.wrong("text without end"))?;
        Ok(&tail[..end])
    }
}
