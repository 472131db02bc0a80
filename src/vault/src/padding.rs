//! PADMÉ (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", PETS 2019):
//! a length is rounded up so that its size class tells O(log log n) bits, at a cost of 12 % at most. What is shorter
//! than 64 bytes is all one size.

use zeroize::Zeroizing;

const PREFIX: usize = 4;
const LEAST: usize = 64;

/// The length that `len` bytes of content have after padding, including the four bytes that tell the true length.
#[must_use]
pub const fn padded_len(len: usize) -> usize {
    padme((len + PREFIX) as u64) as usize
}

/// PADMÉ itself, 64 at least.
pub(crate) const fn padme(len: u64) -> u64 {
    if len <= LEAST as u64 {
        return LEAST as u64;
    }
    let exponent = len.ilog2();
    let kept_bits = exponent.ilog2() + 1;
    let mask = (1u64 << (exponent - kept_bits)) - 1;
    (len + mask) & !mask
}

/// Content with its length before it and zeros after it, and room for a tag, so that nothing is moved in memory later.
pub(crate) fn pad(content: &[u8], room: usize) -> Zeroizing<Vec<u8>> {
    let padded = padded_len(content.len());
    let mut out = Zeroizing::new(Vec::with_capacity(padded + room));
    out.extend_from_slice(&(content.len() as u32).to_be_bytes());
    out.extend_from_slice(content);
    out.resize(padded, 0);
    out
}

/// The content again; none where length and padding don't agree, which no writer of this format produces.
pub(crate) fn unpad(mut padded: Zeroizing<Vec<u8>>) -> Option<Zeroizing<Vec<u8>>> {
    let (prefix, rest) = padded.split_first_chunk::<PREFIX>()?;
    let len = u32::from_be_bytes(*prefix) as usize;
    let zeros = rest.get(len..)?;
    if padded_len(len) != padded.len() || zeros.iter().any(|&byte| byte != 0) {
        return None;
    }
    padded.copy_within(PREFIX..PREFIX + len, 0);
    padded.truncate(len);
    Some(padded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_those_of_the_paper() {
        // Sizes with the length's top bits kept, the rest rounded up.
        for (len, padded) in [
            (1, 64),
            (64, 64),
            (65, 72),
            (200, 208),
            (1000, 1024),
            (1025, 1088),
            (100_000, 100_352),
        ] {
            assert_eq!(padme(len), padded, "{len}");
        }
        for len in 65..300_000_u64 {
            let padded = padme(len);
            assert!(padded >= len && padded * 100 <= len * 112, "{len} {padded}");
            assert_eq!(padme(padded), padded, "a size class is its own");
        }
    }

    #[test]
    fn what_is_padded_comes_back_and_odd_padding_is_refused() {
        for len in [0, 1, 59, 60, 61, 500, 5000] {
            let content = vec![7; len];
            let padded = pad(&content, 16);
            assert_eq!(padded.len(), padded_len(len));
            let mut odd = padded.clone();
            if let Some(last) = odd.get_mut(4 + len..).and_then(|zeros| zeros.last_mut()) {
                *last = 1;
                assert!(unpad(odd).is_none());
            }
            assert_eq!(unpad(padded).as_deref(), Some(&content));
        }
        assert!(unpad(Zeroizing::new(vec![0; 3])).is_none());
        assert!(unpad(Zeroizing::new(vec![255; 64])).is_none());
    }
}
