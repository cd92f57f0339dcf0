using System.Globalization;
using System.Text;
using QRCoder;

namespace CreatorAnalytics.Accounts;

/// <summary>What an authenticator app scans, drawn on the page itself: the secret must not travel to anybody who draws pictures.</summary>
/// <param name="Size">The width and height of the drawing, in modules.</param>
/// <param name="Path">The dark modules, as data of an SVG path.</param>
public sealed record AuthenticatorQr(int Size, string Path)
{
    private const string Issuer = "Creator Analytics";

    /// <param name="key">The secret, in Base32.</param>
    public static AuthenticatorQr Of(string email, string key)
    {
        using var code = QRCodeGenerator.GenerateQrCode(AddressOf(email, key), QRCodeGenerator.ECCLevel.M);
        var path = new StringBuilder();
        for (var y = 0; y < code.ModuleMatrix.Count; y++)
        {
            for (var x = 0; x < code.ModuleMatrix[y].Count; x++)
            {
                if (code.ModuleMatrix[y][x])
                    path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
            }
        }

        return new AuthenticatorQr(code.ModuleMatrix.Count, path.ToString());
    }

    /// <summary>The form that authenticator apps agree on (Key URI Format); SHA-1, six digits and 30 seconds are their defaults.</summary>
    internal static string AddressOf(string email, string key) =>
        $"otpauth://totp/{Uri.EscapeDataString(Issuer)}:{Uri.EscapeDataString(email)}?secret={key}&issuer={Uri.EscapeDataString(Issuer)}&digits=6";
}
