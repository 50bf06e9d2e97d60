"""Does what Sublime Music does with a server, by its own adapter and without its window.

Arguments: the server's address, a user name, a key, and whether to sign in by a token. Prints what it found as JSON.
"""

import json
import logging
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

import requests
from sublime_music.adapters import AlbumSearchQuery
from sublime_music.adapters.adapter_base import ConfigurationStore
from sublime_music.adapters.subsonic.adapter import ServerError, SubsonicAdapter

address, username, key, by_token = sys.argv[1:]
logging.disable(logging.CRITICAL)


def adapter(password):
    config = ConfigurationStore(
        server_address=address, username=username, verify_cert=True, salt_auth=by_token == "token"
    )
    # The window keeps it in the keyring of the desktop.
    config.get_secret = lambda _: password
    made = SubsonicAdapter(config, Path(tempfile.mkdtemp()))
    # Its own one starts a process that tries for half a minute.
    made._get_json(made._make_url("ping"), timeout=5, is_exponential_backoff_ping=True)
    return made


def refused(password):
    try:
        adapter(password)
    except ServerError as error:
        return error.status_code


found = {"refused": refused("wrong")}
player = adapter(key)
artists = player.get_artists()
albums = [album for artist in artists for album in player.get_artist(artist.id).albums]
songs = [song for album in albums for song in player.get_album(album.id).songs]
found["library"] = [[artist.name, artist.album_count] for artist in artists]
found["songs"] = [[song.title, song.album.name, song.artist.name, song.track, song.path] for song in songs]
found["genres"] = [[genre.name, genre.song_count] for genre in player.get_genres()]

kinds = AlbumSearchQuery.Type
queries = {kind.name: AlbumSearchQuery(kind) for kind in kinds if kind not in (kinds.YEAR_RANGE, kinds.GENRE)}
queries["YEAR_RANGE"] = AlbumSearchQuery(kinds.YEAR_RANGE, (1900, 2100))
queries["GENRE"] = AlbumSearchQuery(kinds.GENRE, genre=player.get_genres()[0])
before = {name: len(player.get_albums(query)) for name, query in queries.items()}

folder = player.get_directory("root")
while not hasattr(folder.children[0], "title") or folder.children[0].title != songs[0].title:
    folder = player.get_directory(folder.children[0].id)
found["folder"] = [song.title for song in folder.children]

song = player.get_song_details(songs[0].id)
streamed = requests.get(player.get_song_stream_uri(song.id))
downloaded = requests.get(player.get_song_file_uri(song.id, ["http"]))
cover = requests.get(player.get_cover_art_uri(song.cover_art, "http", 300))
found["bytes"] = [len(streamed.content), len(downloaded.content)]
found["types"] = [answer.headers["content-type"] for answer in (streamed, downloaded, cover)]

made = player.create_playlist("From Sublime", songs[:2])
changed = player.update_playlist(made.id, name="Changed", comment="c", public=True, append_song_ids=[songs[2].id])
replaced = player.update_playlist(made.id, song_ids=[songs[2].id])
found["playlists"] = [
    [playlist.name, playlist.comment, playlist.public, [song.title for song in playlist.songs]]
    for playlist in (made, changed, replaced)
]
player.delete_playlist(made.id)
found["left"] = len(player.get_playlists())

player.scrobble_song(song)
after = {name: len(player.get_albums(query)) for name, query in queries.items()}
found["albums"] = {name: [before[name], after[name]] for name in queries}
player.save_play_queue([song.id for song in songs], 1, timedelta(seconds=7))
queue = player.get_play_queue()
found["queue"] = [[song.title for song in queue.songs], queue.current_index, queue.position.total_seconds()]
result = player.search(song.title)
found["search"] = [one.title for one in result._songs.values()]
print(json.dumps(found))
