/*
 * What libstdc++ and libgcc built for glibc need and musl does not have, so that an executable for musl can be tried on a
 * machine of glibc. For that only: destructors of threads' variables are never run.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <link.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

char __libc_single_threaded = 0;
unsigned __cpu_model[4];

int __cpu_indicator_init(void) { return 0; }

int __cxa_thread_atexit_impl(void (*destroy)(void *), void *object, void *library) { return 0; }

unsigned arc4random(void) {
  unsigned value = 0;
  getrandom(&value, sizeof value, 0);
  return value;
}

size_t __strftime_l(char *text, size_t size, const char *format, const struct tm *time, locale_t locale) {
  return strftime_l(text, size, format, time, locale);
}

/* musl has it since 1.2.4. */
int statx(int folder, const char *path, int flags, unsigned mask, struct statx *found) {
  return syscall(SYS_statx, folder, path, flags, mask, found);
}

/* A part of std::string::replace that libstdc++ has since GCC 13: puts a text that may be part of the string itself in the
 * place of another, where there is room for it. */
void _ZNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEE15_M_replace_coldEPcmPKcmm(void *string, char *at, size_t old,
    const char *text, size_t length, size_t rest) {
  char *copy = malloc(length + 1);
  if (!copy) abort();
  memcpy(copy, text, length);
  memmove(at + length, at + old, rest);
  memcpy(at, copy, length);
  free(copy);
}

struct search {
  char *address;
  struct dl_find_object *found;
};

static int look(struct dl_phdr_info *info, size_t size, void *data) {
  struct search *search = data;
  void *frames = 0;
  int is_inside = 0;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *header = &info->dlpi_phdr[i];
    char *start = (char *)info->dlpi_addr + header->p_vaddr;
    char *end = start + header->p_memsz;
    if (header->p_type == PT_GNU_EH_FRAME) frames = start;
    if (header->p_type != PT_LOAD || search->address < start || search->address >= end) continue;
    search->found->dlfo_map_start = start;
    search->found->dlfo_map_end = end;
    is_inside = 1;
  }
  if (!is_inside || !frames) return 0;
  search->found->dlfo_eh_frame = frames;
  return 1;
}

/* Finds the frames of a function, for exceptions. */
int _dl_find_object(void *address, struct dl_find_object *found) {
  struct search search = {address, found};
  found->dlfo_flags = 0;
  found->dlfo_link_map = 0;
  return dl_iterate_phdr(look, &search) == 1 ? 0 : -1;
}
