/* Kumonote.exe and kumonote-cli.exe: the program is Python, run in this very process.

   Beside it lie python\python311.dll, and python\start\begin.py, which decides by the name of this
   program what it is. The library is loaded by its full path, and nothing else is looked for. */

#include <stdlib.h>
#include <wchar.h>
#include <windows.h>

#define LONGEST 32768
#define DAMAGED 3

typedef int (*py_main)(int, wchar_t **);

static int say_damaged(void)
{
    const wchar_t *words = PRIMARYLANGID(GetUserDefaultUILanguage()) == LANG_JAPANESE
        ? L"Kumonoteのファイルが不足しています。もう一度インストールしてください。\r\n"
        : L"Files of Kumonote are missing. Install it again.\r\n";
#ifdef WINDOW
    MessageBoxW(NULL, words, L"Kumonote", MB_OK | MB_ICONERROR);
#else
    char bytes[512];
    DWORD written;
    int length = WideCharToMultiByte(CP_UTF8, 0, words, -1, bytes, sizeof bytes, NULL, NULL);
    HANDLE errors = GetStdHandle(STD_ERROR_HANDLE);
    if (!WriteConsoleW(errors, words, (DWORD)wcslen(words), &written, NULL) && length > 0)
        WriteFile(errors, bytes, (DWORD)length - 1, &written, NULL);
#endif
    return DAMAGED;
}

static BOOL beside(const wchar_t *self, const wchar_t *name, wchar_t *path)
{
    const wchar_t *end = wcsrchr(self, L'\\');
    size_t length = end == NULL ? 0 : (size_t)(end - self) + 1;
    if (length == 0 || length + wcslen(name) >= LONGEST)
        return FALSE;
    wmemcpy(path, self, length);
    wcscpy(path + length, name);
    return TRUE;
}

int wmain(int count, wchar_t **words)
{
    static wchar_t self[LONGEST], library[LONGEST], begin[LONGEST];
    DWORD length = GetModuleFileNameW(NULL, self, LONGEST);
    if (length == 0 || length >= LONGEST || !beside(self, L"python\\python311.dll", library) ||
        !beside(self, L"python\\start\\begin.py", begin))
        return say_damaged();
    HMODULE python = LoadLibraryExW(library, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    py_main run = python == NULL ? NULL : (py_main)(void *)GetProcAddress(python, "Py_Main");
    wchar_t **line = calloc((size_t)count + 3, sizeof *line);
    if (run == NULL || line == NULL || GetFileAttributesW(begin) == INVALID_FILE_ATTRIBUTES)
        return say_damaged();
    /* -B: what is installed is never written to, so that it can be taken away again */
    line[0] = self;
    line[1] = L"-B";
    line[2] = begin;
    for (int i = 1; i < count; i++)
        line[i + 2] = words[i];
    return run(count + 2, line);
}
