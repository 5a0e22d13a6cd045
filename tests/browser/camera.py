"""A prepared video of a ticket in front of a camera, for a browser that takes it for its camera."""

import numpy as np
import segno

WIDTH, HEIGHT, FRAMES = 640, 480, 30
GREY, WHITE, BLACK = 110, 235, 16


def film(code, path):
    """Write a video (YUV4MPEG2) in which the code drifts across a grey picture, with some noise."""
    drawn = np.array(list(segno.make_qr(code, error="m").matrix_iter(border=4)), np.uint8)
    card = np.kron(np.where(drawn, BLACK, WHITE).astype(np.uint8), np.ones((8, 8), np.uint8))
    noise = np.random.default_rng(1)
    with path.open("wb") as out:
        out.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F15:1 Ip A1:1 C420jpeg\n".encode())
        for frame in range(FRAMES):
            picture = noise.integers(GREY - 8, GREY + 8, (HEIGHT, WIDTH), np.uint8)
            top, left = 60 + frame, 150 + 2 * frame
            picture[top : top + card.shape[0], left : left + card.shape[1]] = card
            colour = np.full(WIDTH * HEIGHT // 2, 128, np.uint8)
            out.write(b"FRAME\n" + picture.tobytes() + colour.tobytes())
    return path


def flags(video):
    return [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={video}",
    ]
