/* Songs play one after another, and never two at once. Without this script each plays by itself. */
const players = [...document.querySelectorAll('audio')];
for (const [at, player] of players.entries()) {
  player.addEventListener('play', () => {
    for (const other of players) if (other !== player) other.pause();
  });
  player.addEventListener('ended', () => players[at + 1]?.play().catch(() => {}));
}
