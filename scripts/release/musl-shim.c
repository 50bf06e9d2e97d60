/*
 * What libstdc++ and libgcc built for glibc need and musl does not have, so that an executable for musl can be tried on a
 * machine of glibc. For that only: destructors of threads' variables are never run.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <link.h>
#include <locale.h>
#include <sys/random.h>
#include <time.h>

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
