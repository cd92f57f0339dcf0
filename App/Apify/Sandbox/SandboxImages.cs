using System.Collections.Concurrent;
using SkiaSharp;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>
/// Draws the pictures of the made-up world: calm gradients with hills, suns, still lifes and heads. A picture is one of some dozens
/// per kind, chosen by its name, and is drawn once, so that thousands of thumbnails cost next to nothing.
/// </summary>
internal sealed class SandboxImages
{
    public const string Avatar = "avatar";
    public const string Square = "square";
    public const string Portrait = "portrait";
    public const string Reel = "reel";

    /// <summary>The kind whose pictures are all gone.</summary>
    public const string Broken = "broken";

    private const int Variants = 60;
    private const int Quality = 78;

    private readonly ConcurrentDictionary<(string Kind, int Variant), Lazy<byte[]>> _drawn = new();

    /// <summary>The JPEG of that name, or null when there is none of the kind.</summary>
    public byte[]? Find(string kind, string name)
    {
        if (SizeOf(kind) is not { } size)
            return null;
        var variant = (int)(Dice.For(0, name, kind).Next() % Variants);
        return _drawn.GetOrAdd((kind, variant), key => new Lazy<byte[]>(() => Draw(key.Kind, key.Variant, size))).Value;
    }

    private static SKSizeI? SizeOf(string kind) => kind switch
    {
        Avatar => new SKSizeI(320, 320),
        Square => new SKSizeI(640, 640),
        Portrait => new SKSizeI(640, 800),
        Reel => new SKSizeI(540, 960),
        _ => null,
    };

    private static byte[] Draw(string kind, int variant, SKSizeI size)
    {
        var dice = Dice.For(variant, kind, "picture");
        var hue = (float)dice.Between(0.0, 360);
        using var surface = SKSurface.Create(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var canvas = surface.Canvas;
        DrawSky(canvas, size, hue);
        if (kind == Avatar)
            DrawHead(canvas, size, hue, dice);
        else if (dice.Chance(0.5))
            DrawHills(canvas, size, hue, dice);
        else
            DrawStillLife(canvas, size, hue, dice);
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return data.ToArray();
    }

    private static void DrawSky(SKCanvas canvas, SKSizeI size, float hue)
    {
        using var paint = new SKPaint();
        paint.Shader = SKShader.CreateLinearGradient(
            new SKPoint(0, 0), new SKPoint(size.Width * 0.4f, size.Height), [Colour(hue, 55, 82), Colour(hue + 40, 60, 62)], SKShaderTileMode.Clamp);
        canvas.DrawRect(0, 0, size.Width, size.Height, paint);
    }

    private static void DrawHead(SKCanvas canvas, SKSizeI size, float hue, Dice dice)
    {
        using var paint = new SKPaint { IsAntialias = true };
        var centre = size.Width / 2f;
        paint.Color = Colour(hue + 180, 35, 45);
        canvas.DrawOval(centre, size.Height * 1.02f, size.Width * 0.38f, size.Height * 0.34f, paint);
        paint.Color = Colour(20 + (float)dice.Between(0.0, 18), 45, (float)dice.Between(38.0, 76));
        canvas.DrawOval(centre, size.Height * 0.44f, size.Width * 0.17f, size.Height * 0.21f, paint);
        paint.Color = Colour((float)dice.Between(8.0, 42), 40, (float)dice.Between(12.0, 52));
        using var hair = new SKPathBuilder();
        hair.AddArc(new SKRect(size.Width * 0.31f, size.Height * 0.2f, size.Width * 0.69f, size.Height * (float)dice.Between(0.5, 0.72)), 180, 180);
        hair.Close();
        using var outline = hair.Detach();
        canvas.DrawPath(outline, paint);
    }

    private static void DrawHills(SKCanvas canvas, SKSizeI size, float hue, Dice dice)
    {
        using var paint = new SKPaint { IsAntialias = true, Color = Colour(hue + 60, 80, 92) };
        canvas.DrawCircle(size.Width * (float)dice.Between(0.2, 0.8), size.Height * (float)dice.Between(0.2, 0.42), size.Width * (float)dice.Between(0.07, 0.16), paint);
        for (var layer = 0; layer < 4; layer++)
        {
            var top = size.Height * (0.48f + 0.13f * layer);
            paint.Color = Colour(hue + 150 + 8 * layer, 34, 58 - 11 * layer);
            using var hill = new SKPathBuilder();
            hill.MoveTo(0, top + (float)dice.Between(-30.0, 30));
            hill.CubicTo(
                size.Width * 0.3f, top - (float)dice.Between(20.0, 110),
                size.Width * 0.6f, top + (float)dice.Between(10.0, 90),
                size.Width, top - (float)dice.Between(-20.0, 60));
            hill.LineTo(size.Width, size.Height);
            hill.LineTo(0, size.Height);
            hill.Close();
            using var outline = hill.Detach();
            canvas.DrawPath(outline, paint);
        }
    }

    private static void DrawStillLife(SKCanvas canvas, SKSizeI size, float hue, Dice dice)
    {
        using var paint = new SKPaint { IsAntialias = true, Color = Colour(hue + 30, 30, 40) };
        canvas.DrawRect(0, size.Height * 0.7f, size.Width, size.Height * 0.3f, paint);
        for (var thing = 0; thing < 4; thing++)
        {
            var width = size.Width * (float)dice.Between(0.1, 0.22);
            var height = size.Height * (float)dice.Between(0.12, 0.34);
            var left = size.Width * (0.08f + 0.22f * thing);
            var bottom = size.Height * (0.74f + 0.02f * thing);
            paint.Color = Colour(hue + 90 * thing + (float)dice.Between(0.0, 40), 48, (float)dice.Between(40.0, 70));
            if (dice.Chance(0.4))
                canvas.DrawCircle(left + width / 2, bottom - width / 2, width / 2, paint);
            else
                canvas.DrawRoundRect(left, bottom - height, width, height, width * 0.3f, width * 0.3f, paint);
        }
    }

    private static SKColor Colour(float hue, float saturation, float lightness) => SKColor.FromHsl(hue % 360, saturation, Math.Clamp(lightness, 0, 100));
}
