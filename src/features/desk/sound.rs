//! Two short sounds, so that whoever scans need not look up: two tones upwards went well, one low tone did not.

use super::kept;
use std::cell::OnceCell;
use web_sys::AudioContext;
use web_sys::wasm_bindgen::JsValue;

const OFF: &str = "off";

/// How high, in hertz, and for how many seconds.
type Tone = (f32, f64);
const GOOD: &[Tone] = &[(660.0, 0.09), (990.0, 0.12)];
const BAD: &[Tone] = &[(196.0, 0.35)];
const LOUD: f32 = 0.2;

thread_local! {
    // One for the visit: browsers give out only a few.
    static AUDIO: OnceCell<Option<AudioContext>> = const { OnceCell::new() };
}

/// Whether this machine shall sound; it does until somebody turns it off.
pub fn wanted() -> bool {
    kept::get(kept::SOUNDS).as_deref() != Some(OFF)
}

/// Keeps the choice on this machine.
pub fn remember(on: bool) {
    kept::put(kept::SOUNDS, (!on).then_some(OFF));
}

/// Plays the sound for what went well or did not; a machine without sound stays silent.
pub fn play(well: bool) {
    AUDIO.with(|audio| {
        if let Some(audio) = audio.get_or_init(|| AudioContext::new().ok()) {
            let _ = tones(audio, if well { GOOD } else { BAD });
        }
    });
}

fn tones(audio: &AudioContext, tones: &[Tone]) -> Result<(), JsValue> {
    let volume = audio.create_gain()?;
    volume.gain().set_value(LOUD);
    volume.connect_with_audio_node(&audio.destination())?;
    let mut begin = audio.current_time();
    for (height, length) in tones {
        let tone = audio.create_oscillator()?;
        tone.frequency().set_value(*height);
        tone.connect_with_audio_node(&volume)?;
        tone.start_with_when(begin)?;
        begin += length;
        tone.stop_with_when(begin)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_goes_up_and_what_did_not_is_one_lower_tone() {
        assert!(GOOD.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert_eq!((GOOD.len(), BAD.len()), (2, 1));
        assert!(GOOD.iter().all(|(height, _)| *height > 2.0 * BAD[0].0));
    }
}
