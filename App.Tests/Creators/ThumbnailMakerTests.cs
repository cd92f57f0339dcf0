using CreatorAnalytics.Creators;
using CsCheck;
using SkiaSharp;

namespace CreatorAnalytics.Tests.Creators;

public sealed class ThumbnailMakerTests
{
    [Fact]
    public void A_picture_becomes_a_webp_of_the_width_asked_for()
    {
        using var small = Decode(ThumbnailMaker.Make(TestImages.Jpeg(1080, 1350), 320));

        Assert.Equal((320, 400), (small.Width, small.Height));
        AssertRed(small.GetPixel(20, 200));
        AssertBlue(small.GetPixel(300, 200));
    }

    [Fact]
    public void A_small_picture_is_not_enlarged()
    {
        using var small = Decode(ThumbnailMaker.Make(TestImages.Png(100, 50), 320));

        Assert.Equal((100, 50), (small.Width, small.Height));
    }

    [Fact]
    public void A_very_high_picture_is_made_narrower()
    {
        using var small = Decode(ThumbnailMaker.Make(TestImages.Png(400, 4000), 320));

        Assert.Equal((64, 640), (small.Width, small.Height));
    }

    [Theory]
    [InlineData(1, 320, 213, "left")]
    [InlineData(2, 320, 213, "right")]
    [InlineData(3, 320, 213, "right")]
    [InlineData(4, 320, 213, "left")]
    [InlineData(5, 320, 480, "top")]
    [InlineData(6, 320, 480, "top")]
    [InlineData(7, 320, 480, "bottom")]
    [InlineData(8, 320, 480, "bottom")]
    public void The_cameras_orientation_is_respected(byte orientation, int width, int height, string redSide)
    {
        using var small = Decode(ThumbnailMaker.Make(TestImages.JpegTurned(TestImages.Jpeg(), orientation), 320));

        Assert.Equal((width, height), (small.Width, small.Height));
        var (x, y) = redSide switch
        {
            "left" => (10, height / 2),
            "right" => (width - 10, height / 2),
            "top" => (width / 2, 10),
            _ => (width / 2, height - 10),
        };
        AssertRed(small.GetPixel(x, y));
        AssertBlue(small.GetPixel(width - 1 - x, height - 1 - y));
    }

    [Fact]
    public void A_decompression_bomb_is_refused()
    {
        var bomb = TestImages.PngBomb(20_000, 20_000);

        Assert.True(bomb.Length < 1_000_000);
        Assert.Equal(ImageProblem.TooManyPixels, ThumbnailMaker.Make(bomb, 320).Problem);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html><body>Sign in</body></html>")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'/>")]
    [InlineData("GIF89a")]
    public void What_is_no_picture_is_refused(string text) =>
        Assert.Equal(ImageProblem.NotAnImage, ThumbnailMaker.Make(System.Text.Encoding.UTF8.GetBytes(text), 320).Problem);

    [Fact]
    public void A_picture_that_breaks_off_is_refused() =>
        Assert.Equal(ImageProblem.NotAnImage, ThumbnailMaker.Make(TestImages.Png()[..200], 320).Problem);

    [Fact]
    public void No_damage_to_a_picture_makes_it_throw() =>
        Gen.Select(Gen.Int[0, 2000], Gen.Byte.Array[1, 40]).Sample(
            (at, bytes) =>
            {
                var picture = TestImages.Jpeg(64, 64);
                for (var i = 0; i < bytes.Length && at + i < picture.Length; i++)
                    picture[at + i] = bytes[i];
                var made = ThumbnailMaker.Make(picture, 32);
                return made.Bytes is null != made.Problem is null;
            },
            iter: 300);

    private static SKBitmap Decode(ImageOutcome outcome)
    {
        Assert.Null(outcome.Problem);
        using var data = SKData.CreateCopy(outcome.Bytes!);
        using var codec = SKCodec.Create(data);
        Assert.Equal(SKEncodedImageFormat.Webp, codec.EncodedFormat);
        return SKBitmap.Decode(outcome.Bytes);
    }

    private static void AssertRed(SKColor color) => Assert.True(color.Red > 200 && color.Blue < 60, $"{color} is not red");

    private static void AssertBlue(SKColor color) => Assert.True(color.Blue > 200 && color.Red < 60, $"{color} is not blue");
}
